/** What other people's clients are asked to write, and what Patchbay has to make of it. */
import { randomBytes } from "node:crypto";
import type { PlannedBatch, PlannedEvent } from "./clients.ts";

export const base64 = (text: string | Uint8Array): string => Buffer.from(text).toString("base64");

export const codecs = ["gzip", "snappy", "lz4", "zstd"] as const;
export const partitions = { transactions: codecs.length, peculiar: codecs.length + 1, count: codecs.length + 2 };

/** Several blocks of each codec: lines that repeat, and a sixth of noise. */
export function bulky(count: number, partition: number): PlannedEvent[] {
  return Array.from({ length: count }, (_, n) => {
    const noise = randomBytes(1000).toString("base64");
    const text = `${noise}${`${n % 7} of ${["Dracula", "Emma", "Ulysses"][n % 3]}; `.repeat(400)}`;
    return { key: base64(`user-${n}`), value: base64(JSON.stringify({ n, text })), partition, timestamp: created + n };
  });
}

/** 2025-01-01, with milliseconds. */
export const created = 1_735_689_600_123;

const bytes = base64(Buffer.from([0, 255, 128, 10]));
const headers: [string, string | null][] = [
  ["kind", base64("first")],
  ["binary", bytes],
  ["none", null],
  ["kind", base64("second")],
  ["empty", ""],
  ["10", base64("ten")],
  ["2", base64("two")],
  ["__proto__", base64("odd")],
  ["constructor", base64("one")],
  ["constructor", null],
];

const inPartition = (partition: number, events: readonly PlannedEvent[]) =>
  events.map((event) => ({ partition, timestamp: created, ...event }));

export const peculiar = inPartition(partitions.peculiar, [
  { key: base64("with headers"), value: base64("1"), headers },
  { key: base64("gone"), value: null },
  { key: null, value: base64("no key") },
  { key: bytes, value: bytes },
  { key: "", value: "" },
  { key: base64("ünï"), value: base64("日本語"), timestamp: 1000 },
]);

const numbered = (words: string, count: number) =>
  inPartition(
    partitions.transactions,
    Array.from({ length: count }, (_, n) => ({ key: base64("t"), value: base64(`${words} ${n}`) })),
  );

export const transactions: PlannedBatch[] = [
  { codec: "none", transaction: "commit", events: numbered("committed", 5) },
  { codec: "lz4", transaction: "abort", events: numbered("aborted", 3) },
  { codec: "zstd", transaction: "commit", events: numbered("committed later", 2) },
  { codec: "none", transaction: "abort", events: numbered("aborted at the end", 2) },
];
export const openTransaction: PlannedBatch[] = [{ codec: "gzip", transaction: "open", events: numbered("open", 2) }];
/** What becomes a run of these. */
export const committed = transactions
  .filter(({ transaction }) => transaction === "commit")
  .flatMap(({ events }) => events);
