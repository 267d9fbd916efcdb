/**
 * What State nodes keep, read over REST (GET /stores/{name}/{key}) as a page of an application reads it, and changed by as many
 * callers at a time on one key and on many.
 */
import { openDb } from "../../platform/database/db.ts";
import { newId } from "../../platform/ids.ts";
import { openState } from "../../state/state.ts";
import { openStack } from "../stack.ts";
import { inMs, round, summarise } from "../statistics.ts";

const reads = Number(process.env.BENCH_READS ?? 4000);
const changes = Number(process.env.BENCH_CHANGES ?? 4000);
const callers = 8;
const entries = 5000;
/** Such as ten recommendations with their reasons. */
const value = {
  items: Array.from({ length: 10 }, (_, n) => ({ title: `Book ${n}`, score: n / 10, why: "x".repeat(80) })),
};

export async function benchStores(): Promise<Record<string, unknown>[]> {
  await using stack = await openStack("postgres");
  const db = openDb(stack.databaseUrl, { name: "bench" });
  try {
    const { id: workspaceId } = await db.prisma.workspace.findFirstOrThrow();
    const state = openState(db.pool);
    const change = (key: string, asked: Parameters<typeof state.change>[2]["change"]) =>
      state.change(
        workspaceId,
        { store: "bench", key },
        { change: asked, call: { ...call(), idempotencyKey: newId() } },
      );
    await Promise.all(Array.from({ length: entries }, (_, n) => change(`user-${n}`, { operation: "set", value })));

    const read = async (n: number) => {
      const key = `user-${(n * 7919) % entries}`;
      const response = await fetch(`${stack.api.url}/stores/bench/${key}`, {
        headers: { authorization: `Bearer ${stack.api.key}` },
      });
      if (response.status !== 200) throw new Error(`${key} was answered with ${response.status}`);
      await response.arrayBuffer();
    };
    await timed(500, read);
    const rows = [{ bench: `GET an entry, ${callers} callers`, ...(await timed(reads, read)) }];
    for (const [name, keys] of [
      ["one key", 1],
      [`${entries} keys`, entries],
    ] as const) {
      const increment = (n: number) => change(`count-${keys}-${n % keys}`, { operation: "increment", value: 1 });
      rows.push({ bench: `increment ${name}, ${callers} callers`, ...(await timed(changes, increment)) });
    }
    return rows;
  } finally {
    await db.close();
  }
}

function call() {
  return { runId: undefined, signal: AbortSignal.timeout(600_000), ttlSeconds: null };
}

/** Callers that each begin the next one when the last is done. */
async function timed(count: number, work: (n: number) => Promise<unknown>) {
  const times: number[] = [];
  let next = 0;
  const began = performance.now();
  await Promise.all(
    Array.from({ length: callers }, async () => {
      while (next < count) {
        const start = performance.now();
        await work(next++);
        times.push(performance.now() - start);
      }
    }),
  );
  return { ...inMs(summarise(times)), "per second": round((count / (performance.now() - began)) * 1000), count };
}
