/** Clients of Kafka that other people wrote, as processes that do what a plan says: librdkafka and aiokafka, and Java's. */
import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { once } from "node:events";
import { delimiter, join } from "node:path";
import { createInterface } from "node:readline";
import { z } from "zod";
import { kafkaJars, whyNotJava } from "../../scripts/services/kafka/java.ts";
import { cacheDir } from "../broker/guarded-kafka.ts";
import { kafkaBrokers } from "../helpers/kafka.ts";

/** Keys, values and the values of headers are in base64. */
export type PlannedEvent = {
  key?: string | null;
  value?: string | null;
  headers?: [string, string | null][];
  partition?: number;
  timestamp?: number;
};
export type PlannedBatch = {
  codec: "none" | "gzip" | "snappy" | "lz4" | "zstd";
  transaction?: "commit" | "abort" | "open";
  events: readonly PlannedEvent[];
};
export type Place = [partition: number, offset: number];
export const ReadEvent = z.object({
  ...{ partition: z.number(), offset: z.number(), timestamp: z.number() },
  ...{ key: z.string().nullable(), value: z.string().nullable() },
  headers: z.array(z.tuple([z.string(), z.string().nullable()])),
});
export type ReadEvent = z.infer<typeof ReadEvent>;

export const pythonWithClients = process.env.TEST_KAFKA_CLIENTS ?? "";
export const hasJava = kafkaBrokers !== undefined && (await whyNotJava(cacheDir)) === undefined;

type Where = { brokers: string; topic: string; settings?: Readonly<Record<string, string>> };
export type Client = {
  write(where: Where, batches: readonly PlannedBatch[]): Promise<Place[]>;
  /** Leaves the last transaction open until `commit`. */
  writeOpen(where: Where, batches: readonly PlannedBatch[]): Promise<{ commit(): Promise<void> }>;
  read(where: Where, count: number): Promise<ReadEvent[]>;
};

const Line = z.unknown();
const Places = z.array(z.tuple([z.number(), z.number()]));

type Peer = {
  /** The lines that it prints, up to and without `until`, or to its end. */
  linesUntil(until?: string): Promise<unknown[]>;
  send(line: unknown): void;
  close(): Promise<void>;
};

function startPeer(command: string, args: readonly string[]): Peer {
  const child: ChildProcessWithoutNullStreams = spawn(command, args, {
    env: { ...process.env, PYTHONDONTWRITEBYTECODE: "1" },
  });
  const ended = once(child, "close");
  let said = "";
  child.stderr.on("data", (piece) => {
    said = `${said}${piece}`.slice(-4000);
  });
  const lines = createInterface(child.stdout)[Symbol.asyncIterator]();
  async function linesUntil(until?: string): Promise<unknown[]> {
    const all: unknown[] = [];
    for (;;) {
      const { value, done } = await lines.next();
      if (done) {
        await ended;
        if (until === undefined && child.exitCode === 0) return all;
        throw new Error(`${command} ended with ${child.exitCode}: ${said}`);
      }
      const line = Line.parse(JSON.parse(value));
      if (line === until) return all;
      all.push(line);
    }
  }
  return {
    linesUntil,
    send: (line) => void child.stdin.write(`${JSON.stringify(line)}\n`),
    async close() {
      child.stdin.end();
      await ended;
    },
  };
}

export function pythonClient(library: "librdkafka" | "aiokafka"): Client {
  const start = (action: string, plan: object) => {
    const peer = startPeer(pythonWithClients, ["tests/clients/client.py", library, action]);
    peer.send(plan);
    return peer;
  };
  return {
    write: async (where, batches) => Places.parse(await start("write", { ...where, batches }).linesUntil()),
    async writeOpen(where, batches) {
      const peer = start("write", { ...where, batches });
      await peer.linesUntil("open");
      return {
        async commit() {
          peer.send("commit");
          await peer.linesUntil();
        },
      };
    },
    read: async (where, count) => z.array(ReadEvent).parse(await start("read", { ...where, count }).linesUntil()),
  };
}

export type JavaClient = Client &
  AsyncDisposable & {
    /** Deletes the events of partitions before an offset. */
    deleteBefore(where: Where, before: Readonly<Record<number, number>>): Promise<void>;
    /** Bytes on the disk, by partition. */
    sizes(where: Where): Promise<Record<string, number>>;
  };

/** One process for all plans, as its start takes longest. */
export async function startJavaClient(): Promise<JavaClient> {
  const jars = await kafkaJars(cacheDir);
  const flags = ["-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx256m"];
  const peer = startPeer("java", [...flags, "-cp", `${join(jars, "*")}${delimiter}`, "tests/clients/Client.java"]);
  const ask = async (action: string, plan: object) => {
    peer.send({ action, ...plan });
    return await peer.linesUntil("done");
  };
  return {
    write: async (where, batches) => Places.parse(await ask("write", { ...where, batches })),
    async writeOpen(where, batches) {
      peer.send({ action: "write", ...where, batches });
      await peer.linesUntil("open");
      return {
        async commit() {
          peer.send("commit");
          await peer.linesUntil("done");
        },
      };
    },
    read: async (where, count) => z.array(ReadEvent).parse(await ask("read", { ...where, count })),
    deleteBefore: async (where, before) => void (await ask("delete", { ...where, before })),
    sizes: async (where) => z.record(z.string(), z.number()).parse((await ask("sizes", where))[0]),
    [Symbol.asyncDispose]: peer.close,
  };
}
