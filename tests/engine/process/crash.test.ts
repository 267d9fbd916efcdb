import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { createServer, type ServerResponse } from "node:http";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { getRun } from "../../../engine/history/read-runs.ts";
import { testDatabase } from "../../helpers/database.ts";
import { kafkaBrokers } from "../../helpers/kafka.ts";
import { httpPeer } from "../../helpers/peers/http-peer.ts";
import { eventsOf, graphOf, type Harness, openHarness, textField, twoNaps } from "../fixtures.ts";

const entry = fileURLToPath(new URL("../worker-process.ts", import.meta.url));

async function workerProcess(url: string, kafka: readonly string[]): Promise<ChildProcess & AsyncDisposable> {
  const child = fork(entry, [url, kafka.join(",")], { execArgv: ["--no-warnings"] });
  await once(child, "message");
  const dispose = async () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill("SIGKILL");
    await once(child, "exit");
  };
  return Object.assign(child, { [Symbol.asyncDispose]: dispose });
}

/** A server of effects: it counts keys, and holds back its answer to the second key it ever saw, the first time. */
async function effectServer() {
  const keys: string[] = [];
  const server = createServer(async (request, response) => {
    let key = "";
    for await (const part of request) key += part;
    keys.push(key);
    const isHeld = new Set(keys).size === 2 && keys.filter((each) => each === key).length === 1;
    if (!isHeld) response.end(`seen ${key.length}`);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  const url = `http://127.0.0.1:${address && typeof address === "object" ? address.port : 0}`;
  return {
    url,
    keys,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

const steps = async (harness: Harness, id: string) =>
  new Map((await getRun(harness.db, harness.workspaceId, id)).steps.map((step) => [step.nodeId, step]));

async function expectGapless(harness: Harness, id: string): Promise<void> {
  const seqs = (await eventsOf(harness.db, id)).map((event) => event.seq);
  expect(seqs).toEqual(seqs.map((_, index) => index + 1));
}

const drivers = [["Postgres", []] as const, ...(kafkaBrokers ? [["Kafka", kafkaBrokers] as const] : [])];

describe.each(drivers)("over %s", (_name, kafka) => {
  test("a run goes end to end", async () => {
    await using db = await testDatabase();
    await using harness = await openHarness(db, { kafkaBrokers: [...kafka] });
    await harness.worker();
    const run = await harness.finished(await harness.start(twoNaps(100), { text: "hello" }));
    expect(run).toMatchObject({ status: "succeeded", output: { text: "hello+hello" } });
  });

  test("a killed worker's run is finished by another: done steps stay done, an open effect keeps its key", async () => {
    await using db = await testDatabase();
    await using harness = await openHarness(db, { kafkaBrokers: [...kafka] });
    await using effects = await effectServer();
    const graph = graphOf(
      {
        first: ["post", { url: effects.url }],
        second: ["post", { url: effects.url }],
        out: ["output", { fields: [textField] }],
      },
      ["first.answer > second.text", "second.answer > out.text"],
    );
    await using first = await workerProcess(db.url, kafka);
    const id = await harness.start(graph, {});
    await expect.poll(() => effects.keys.length).toBe(2);
    expect((await steps(harness, id)).get("second")?.status, "recorded before the effect starts").toBe("running");
    first.kill("SIGKILL");
    await using _second = await workerProcess(db.url, kafka);
    const run = await harness.finished(id);
    expect(run).toMatchObject({ status: "succeeded", output: { text: "seen 64" } });
    const [one, two, again] = effects.keys;
    expect(effects.keys).toHaveLength(3);
    expect(again).toBe(two);
    expect(one).not.toBe(two);
    await expectGapless(harness, id);
  });

  test("a worker that is asked to stop gives its run to the next one at a safe point", async () => {
    await using db = await testDatabase();
    await using harness = await openHarness(db, { kafkaBrokers: [...kafka] });
    const starting = [workerProcess(db.url, kafka), workerProcess(db.url, kafka)] as const;
    await using one = await starting[0];
    await using other = await starting[1];
    const graph = graphOf(
      {
        a: ["nap", { ms: 100 }],
        b: ["nap", { ms: 3000 }],
        c: ["nap", { ms: 50 }],
        out: ["output", { fields: [textField] }],
      },
      ["a.text > b.text", "b.text > c.text", "c.text > out.text"],
    );
    const id = await harness.start(graph, {});
    await expect.poll(async () => (await steps(harness, id)).get("b")?.status).toBe("running");
    const { rows: owners } = await db.pool.query(`SELECT worker FROM "Queue" WHERE "runId" = $1`, [id]);
    const owner = owners[0].worker.includes(`-${one.pid}-`) ? one : other;
    owner.kill("SIGTERM");
    const [code] = await once(owner, "exit");
    expect(code).toBe(0);
    const holders = await db.pool.query(`SELECT worker FROM "Queue" WHERE "runId" = $1`, [id]);
    expect(holders.rows, "it has left no lease to wait for").not.toContainEqual(owners[0]);
    const run = await harness.finished(id);
    expect(run).toMatchObject({ status: "succeeded", output: { text: "a" } });
    const started = (await eventsOf(db, id)).flatMap(({ data }) => (data.type === "step.started" ? [data.nodeId] : []));
    expect(started, "each step began once").toEqual(["a", "b", "c", "out"]);
    expect(
      (await db.pool.query(`SELECT token FROM "Run" WHERE id = $1`, [id])).rows,
      "another worker claimed it",
    ).toEqual([{ token: 2 }]);
    await expectGapless(harness, id);
  });
});

describe("a worker that lost its run", () => {
  test("writes nothing more about it", async () => {
    await using db = await testDatabase();
    await using harness = await openHarness(db);
    const asked = Promise.withResolvers<ServerResponse>();
    await using peer = await httpPeer((_request, response) => asked.resolve(response));
    const worker = await harness.worker();
    const id = await harness.start(
      graphOf({ post: ["post", { url: peer.url }], nap: ["nap"] }, ["post.answer > nap.text"]),
      {},
    );
    const response = await asked.promise;
    await db.pool.query(
      `UPDATE "Queue" SET token = token + 1, worker = 'another', "dueAt" = now() + interval '1 hour'`,
    );
    const count = async () =>
      (await db.pool.query(`SELECT count(*)::int AS n, max(seq) AS seq FROM "RunEvent"`)).rows[0];
    const before = await count();
    response.end("done");
    await expect.poll(() => worker.running(), { message: "it has given the run up" }).toBe(0);
    expect(await count()).toEqual(before);
    const run = await getRun(db, harness.workspaceId, id);
    expect(run).toMatchObject({ status: "running", lastSeq: before.seq });
    expect((await steps(harness, id)).get("post")?.status).toBe("running");
  });
});
