/** A step that ends its worker again and again fails, with the true reason; the other runs of these workers end as usual. */
import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { testDatabase } from "../../helpers/database.ts";
import { eventsOf, graphOf, type Harness, openHarness, textField } from "../fixtures.ts";

const entry = fileURLToPath(new URL("../worker-process.ts", import.meta.url));

/** Starts a worker process again whenever it has ended, as a supervisor does, until it is disposed of. */
function superviseWorker(url: string) {
  const ends: (string | null)[] = [];
  let isOver = false;
  let child: ChildProcess | undefined;
  async function run(): Promise<void> {
    while (!isOver) {
      child = fork(entry, [url, ""], { execArgv: ["--no-warnings"] });
      await once(child, "exit");
      if (!isOver) ends.push(child.signalCode);
    }
  }
  const running = run();
  const dispose = async () => {
    isOver = true;
    child?.kill("SIGKILL");
    await running;
  };
  return { ends, [Symbol.asyncDispose]: dispose };
}

/** Leases of workers that have ended run out at once, so that the test need not wait for them. */
function expireLeases({ db }: Harness) {
  const timer = setInterval(() => {
    const text = `UPDATE "Queue" SET "dueAt" = now() WHERE state = 'running' AND "dueAt" > now()
                  AND NOT EXISTS (SELECT FROM "Worker" w WHERE w.id = worker AND w."seenAt" > now() - interval '5 s')`;
    void db.pool.query(text).catch(() => {});
  }, 200);
  return { [Symbol.dispose]: () => clearInterval(timer) };
}

const deadly = (config: object, more: object = {}) =>
  graphOf(
    { in: ["input", { fields: [textField] }], die: ["die", config, more], out: ["output", { fields: [textField] }] },
    ["in.text > die.text", "die.text > out.text"],
  );

describe("a step that ends its worker", () => {
  test("fails at the third time, and the runs beside it end", async () => {
    await using db = await testDatabase();
    await using harness = await openHarness(db);
    await using worker = superviseWorker(db.url);
    using _ = expireLeases(harness);
    const long = graphOf(
      { in: ["input", { fields: [textField] }], nap: ["nap", { ms: 2000 }], b: ["nap", { ms: 2000 }] },
      ["in.text > nap.text", "nap.text > b.text"],
    );
    const beside = await Promise.all(Array.from({ length: 5 }, (_each, n) => harness.start(long, { text: `${n}` })));
    const id = await harness.start(deadly({ ms: 1500 }), { text: "x" });
    const run = await harness.finished(id);
    expect(run).toMatchObject({ status: "failed", error: { code: "node_failed", nodeId: "die" } });
    expect(run.error?.message).toMatch(/ended three times while it ran Die/);
    // One that ended before the first write of an inline claim has left the run as if it had never been there.
    expect(worker.ends.length).toBeGreaterThanOrEqual(3);
    expect(worker.ends.length).toBeLessThanOrEqual(4);
    for (const other of beside) expect(await harness.finished(other)).toMatchObject({ status: "succeeded" });
    const types = (await eventsOf(db, id)).map(({ data }) => data.type);
    expect(types.filter((type) => type === "run.started").length).toBeGreaterThanOrEqual(4);
    expect(types.slice(-2)).toEqual(["step.failed", "run.failed"]);
  });

  test("is found although it ends it before its start is written, and its node may say how the run goes on", async () => {
    await using db = await testDatabase();
    await using harness = await openHarness(db);
    await using worker = superviseWorker(db.url);
    using _ = expireLeases(harness);
    const instead = { onError: { action: "default", outputs: { text: "instead" } } };
    const id = await harness.start(deadly({ ms: 0 }, instead), { text: "x" });
    expect(await harness.finished(id)).toMatchObject({ status: "succeeded", output: { text: "instead" } });
    expect(worker.ends.length).toBeLessThanOrEqual(4);
  });

  test("among the items of a Map fails its item alone", async () => {
    await using db = await testDatabase();
    await using harness = await openHarness(db);
    await using worker = superviseWorker(db.url);
    using _ = expireLeases(harness);
    const body = await harness.body("Body", deadly({ ms: 100, only: "3" }));
    const graph = graphOf(
      {
        in: ["input", { fields: [{ name: "list", kind: "json" }] }],
        map: ["map", { pipeline: body, spread: 0, onItemError: "skip" }],
        out: ["output", { fields: [{ name: "results", kind: "json" }] }],
      },
      ["in.list > map.items", "map.results > out.results"],
    );
    const id = await harness.start(graph, { list: ["0", "1", "2", "3", "4", "5"] });
    const run = await harness.finished(id);
    expect(run).toMatchObject({ status: "succeeded", output: { results: ["0", "1", "2", null, "4", "5"] } });
    expect(worker.ends).toHaveLength(3);
  });
});
