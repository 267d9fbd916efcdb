/** Two releases on one database: the older one does not know the newest node type. It is a release of the tests' own. */
import { fork } from "node:child_process";
import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { testDatabase } from "../../helpers/database.ts";
import { kafkaBrokers } from "../../helpers/kafka.ts";
import { graphOf, openHarness, textField } from "../fixtures.ts";

const entry = fileURLToPath(new URL("../worker-process.ts", import.meta.url));

/** A worker process; an old one does not know the types named. */
async function workerProcess(url: string, kafka: readonly string[], unknown = "") {
  const env = { ...process.env, TEST_UNKNOWN_TYPES: unknown };
  const child = fork(entry, [url, kafka.join(",")], { execArgv: ["--no-warnings"], env });
  await once(child, "message");
  return Object.assign(child, {
    async leave() {
      child.kill("SIGTERM");
      const [code] = await once(child, "exit");
      return code;
    },
    async [Symbol.asyncDispose]() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.kill("SIGKILL");
      await once(child, "exit");
    },
  });
}

const edges = ["in.text > a.text", "a.text > out.text"];
const ends = { in: ["input", { fields: [textField] }], out: ["output", { fields: [textField] }] } as const;
/** Both releases can run this one; only the new one knows `bulk`. */
const plain = graphOf({ in: [...ends.in], a: ["nap", { ms: 100 }], out: [...ends.out] }, edges);
const newest = graphOf({ in: [...ends.in], a: ["bulk", { length: 5 }], out: [...ends.out] }, edges);

const drivers = [["Postgres", []] as const, ...(kafkaBrokers ? [["Kafka", kafkaBrokers] as const] : [])];

describe.each(drivers)("over %s", (_name, kafka) => {
  test("a rolling restart from an old release to a new one fails nothing", async () => {
    await using db = await testDatabase();
    await using harness = await openHarness(db, { kafkaBrokers: [...kafka] });
    await using one = await workerProcess(db.url, kafka, "bulk");
    await using other = await workerProcess(db.url, kafka, "bulk");
    const ids: string[] = [];
    let isOver = false;
    const load = (async () => {
      for (let n = 0; !isOver; n += 1) {
        ids.push(await harness.start(n % 3 === 0 ? newest : plain, { text: `${n}` }));
        await sleep(50);
      }
    })();
    const more = (count: number) => expect.poll(() => ids.length).toBeGreaterThanOrEqual(count);
    await more(15);
    await using newOne = await workerProcess(db.url, kafka);
    expect(await one.leave()).toBe(0);
    await more(ids.length + 10);
    await using newOther = await workerProcess(db.url, kafka);
    expect(await other.leave()).toBe(0);
    await more(ids.length + 10);
    isOver = true;
    await load;
    const runs = await Promise.all(ids.map((id) => harness.finished(id)));
    expect(runs.filter(({ status }) => status !== "succeeded")).toEqual([]);
    const { rows } = await db.pool.query<{ n: number }>(
      `SELECT count(*)::int AS n FROM "RunEvent" p, json_array_elements(p.events) e
       WHERE e->1->>'type' = 'run.started' AND (e->1->>'token')::int > 1`,
    );
    expect(rows[0]?.n, "runs were left to the new release").toBeGreaterThan(0);
    await Promise.all([newOne.leave(), newOther.leave()]);
  });
});

test("a run which no worker knows fails in the end, and says what to do", async () => {
  await using db = await testDatabase();
  await using harness = await openHarness(db);
  await using _old = await workerProcess(db.url, [], "bulk");
  const id = await harness.start(newest, { text: "a" });
  const started = async () =>
    (await db.pool.query(`SELECT token FROM "Queue" WHERE "runId" = $1`, [id])).rows[0]?.token ?? 0;
  await expect.poll(started).toBeGreaterThan(0);
  expect((await harness.finished(id, 1)).status, "it is not failed by who is only older").not.toBe("failed");
  await db.pool.query(`UPDATE "Queue" SET "startedAt" = now() - interval '11 minutes', "dueAt" = now()`);
  const run = async () => (await harness.finished(id)).error?.message;
  await expect.poll(run).toMatch(/No worker knows the node type “bulk”.*Update the workers/);
});
