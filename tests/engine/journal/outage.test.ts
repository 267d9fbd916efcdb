/** The network between a worker and its database goes wrong; the runs do not. */
import { fork } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { testDatabase } from "../../helpers/database.ts";
import { kafkaBrokers } from "../../helpers/kafka.ts";
import { patienceMs } from "../../helpers/patience.ts";
import { type NetworkFault, openFaultProxy } from "../../helpers/peers/fault-proxy.ts";
import { graphOf, openHarness, textField } from "../fixtures.ts";

const entry = fileURLToPath(new URL("../worker-process.ts", import.meta.url));
/** Counts how often each key was asked for. */
async function effectServer() {
  const keys = new Map<string, number>();
  const server = createServer(async (request, response) => {
    let key = "";
    for await (const part of request) key += part;
    keys.set(key, (keys.get(key) ?? 0) + 1);
    response.end("done");
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  const url = `http://127.0.0.1:${address && typeof address === "object" ? address.port : 0}`;
  return {
    ...{ url, keys },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

function graph(url: string) {
  return graphOf(
    {
      in: ["input", { fields: [textField] }],
      nap: ["nap", { ms: 200 }],
      post: ["post", { url }, { retry: { attempts: 3, delay: 0.1 } }],
      out: ["output", { fields: [textField] }],
    },
    ["in.text > nap.text", "nap.text > post.text", "post.answer > out.text"],
  );
}

type Trouble = { fault: NetworkFault; ms: number; kafka: readonly string[] };

/** Runs arrive before, during and after the trouble; a worker behind it is all there is. */
async function weather({ fault, ms, kafka }: Trouble): Promise<void> {
  await using db = await testDatabase();
  await using harness = await openHarness(db, { kafkaBrokers: [...kafka] });
  await using effects = await effectServer();
  const { hostname, port } = new URL(db.url);
  const way = await openFaultProxy({ host: hostname, port: Number(port), seed: 5 });
  const behind = new URL(db.url);
  behind.port = String(way.port);
  const worker = fork(entry, [behind.href, kafka.join(",")], { execArgv: ["--no-warnings"] });
  try {
    await once(worker, "message");
    const ids: string[] = [];
    const start = async (count: number) => {
      for (let n = 0; n < count; n += 1) ids.push(await harness.start(graph(effects.url), { text: `${n}` }));
    };
    await start(3);
    const trouble = way.breakFor(fault, ms, patienceMs);
    for (let waited = 0; waited < ms; waited += 400) {
      await start(1);
      await sleep(400);
    }
    await trouble;
    await start(3);
    const runs = await Promise.all(ids.map((id) => harness.finished(id)));
    expect(
      runs.map(({ status }) => status),
      fault,
    ).toEqual(ids.map(() => "succeeded"));
    expect(effects.keys.size, "each run did its effect under one key").toBe(ids.length);
    const { rows } = await db.pool.query<{ first: number; seq: number; next: number }>(
      `SELECT first, seq, lead(first) OVER (PARTITION BY "runId" ORDER BY seq) AS next FROM "RunEvent"`,
    );
    expect(rows.filter(({ seq, next }) => next !== null && next !== seq + 1)).toEqual([]);
  } finally {
    worker.kill("SIGKILL");
    await once(worker, "exit");
    await way[Symbol.asyncDispose]();
  }
}

describe("a worker whose way to the database", () => {
  test.each<[string, NetworkFault, number]>([
    ["is cut again and again after its answers have begun", "cut answers", 4000],
    ["is half open: connections neither work nor break", "half-open", 1000],
    ["is gone for a while", "drop", 3000],
    ["is slow and late", "latency", 3000],
  ])("%s", async (_, fault, ms) => {
    await weather({ fault, ms, kafka: [] });
  });

  test.runIf(kafkaBrokers)(
    "is gone while Kafka brings wake-ups loses none of their runs and doubles none",
    async () => {
      await weather({ fault: "drop", ms: 3000, kafka: kafkaBrokers ?? [] });
    },
  );
});
