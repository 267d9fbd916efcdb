/** What becomes of a run whose journal the database refuses for its content. */
import { expect, test } from "vitest";
import { makeJournal } from "../../../engine/journal/journal.ts";
import type { StepRow } from "../../../engine/journal/run-journal.ts";
import type { ClaimedRun } from "../../../engine/queue/claim/claimed-run.ts";
import { claimRuns } from "../../../engine/queue/claim/sql/statements.ts";
import { controlRuns } from "../../../engine/queue/control/control-run.ts";
import type { Json } from "../../../lib/values/json.ts";
import { openLog } from "../../../platform/log.ts";
import { decideApproval } from "../../../server/approvals/sql/decide-approval.ts";
import { testDatabase } from "../../helpers/database.ts";
import { eventsOf, graphOf, type Harness, openHarness, textField, twoNaps } from "../fixtures.ts";

const quiet = { log: openLog("silent", "test"), telemetry: { wrote() {}, retriedWrite() {} } };
/** More than a column for tokens takes: it stands for anything that the database refuses. */
const refused = { tokensIn: 4_294_967_295, tokensOut: 0 };

const step: StepRow = {
  ...{ nodeId: "left", iteration: "", status: "running", attempt: 1, input: {}, output: null, error: null },
  ...{ startedAt: 0, finishedAt: null, durationMs: null, usage: undefined, waitUntil: null },
};

async function claimed(harness: Harness): Promise<ClaimedRun> {
  const id = await harness.start(twoNaps(1), { text: "x" });
  const { rows } = await harness.db.pool.query<ClaimedRun>(claimRuns({ runIds: [id], worker: "a" }));
  const [run] = rows;
  if (!run) throw new Error("the run was not claimed");
  return run;
}

async function writeRefused(harness: Harness, run: ClaimedRun): Promise<void> {
  const journal = makeJournal({ pool: harness.db.pool, broker: harness.broker, ...quiet });
  const own = journal.open(run, () => {});
  own.event({ type: "step.started", nodeId: "left", iteration: "", attempt: 1 });
  own.step(step);
  await own.durable();
  own.step({ ...step, status: "succeeded", output: { text: "x" }, usage: refused });
  await own.durable().catch(() => {});
  await journal.idle();
}

test("it ends with a reason, with its open steps, and with nothing of what was refused", async () => {
  await using db = await testDatabase();
  await using harness = await openHarness(db);
  const run = await claimed(harness);
  await writeRefused(harness, run);
  const end = await harness.finished(run.id);
  expect(end).toMatchObject({ status: "failed", tokensIn: 0, tokensOut: 0, error: { code: "internal" } });
  const events = await eventsOf(db, run.id);
  expect(events.map(({ seq }) => seq)).toEqual([1, 2, 3, 4]);
  expect(events.map(({ data }) => data.type)).toEqual(["run.queued", "step.started", "step.cancelled", "run.failed"]);
  const steps = await db.prisma.step.findMany({ where: { runId: run.id } });
  expect(steps).toMatchObject([{ nodeId: "left", status: "cancelled", output: null }]);
  expect(await db.prisma.queue.count()).toBe(0);
});

test("when not even its end can be written it is released, for another worker to continue", async () => {
  await using db = await testDatabase();
  await using harness = await openHarness(db);
  const run = await claimed(harness);
  await db.pool.query(`
    CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS
      $$ BEGIN RAISE EXCEPTION 'refused' USING ERRCODE = '22000'; END $$`);
  await db.pool.query(`CREATE TRIGGER refuse BEFORE UPDATE ON "Run" FOR EACH ROW EXECUTE FUNCTION refuse()`);
  await writeRefused(harness, run);
  const row = await db.prisma.queue.findUniqueOrThrow({ where: { runId: run.id } });
  expect(row).toMatchObject({ worker: null, state: "running", lastSeq: 2 });
  expect(row.dueAt.getTime()).toBeLessThanOrEqual(Date.now() + 1000);
});

test("an internal error of the database at one run's content ends that run, and no other", async () => {
  await using db = await testDatabase();
  await using harness = await openHarness(db);
  await db.pool.query(`
    CREATE FUNCTION break() RETURNS trigger LANGUAGE plpgsql AS
      $$ BEGIN RAISE EXCEPTION 'broken' USING ERRCODE = 'XX000'; END $$`);
  await db.pool.query(`
    CREATE TRIGGER break BEFORE INSERT ON "Step" FOR EACH ROW WHEN (NEW."nodeId" = 'bad') EXECUTE FUNCTION break()`);
  await harness.worker();
  const graph = (id: string) => graphOf({ [id]: ["nap", { ms: 1 }] }, []);
  const [bad, good] = [await harness.start(graph("bad"), {}), await harness.start(graph("good"), {})];
  expect(await harness.finished(good)).toMatchObject({ status: "succeeded" });
  expect(await harness.finished(bad)).toMatchObject({ status: "failed", error: { code: "internal" } });
});

test("a run of which something cannot be recorded ends with that reason, and its worker goes on", async () => {
  await using db = await testDatabase();
  await using harness = await openHarness(db);
  await harness.worker();
  let deep: Json = "end";
  for (let depth = 0; depth < 300; depth += 1) deep = [deep];
  const graph = graphOf({ in: ["input", { fields: [{ name: "value", kind: "json" }] }], nap: ["nap", { ms: 1 }] }, []);
  const run = await harness.finished(await harness.start(graph, { value: deep }));
  expect(run).toMatchObject({ status: "failed", error: { message: /nested too deeply/ } });
  const other = await harness.finished(await harness.start(graph, { value: 1 }));
  expect(other).toMatchObject({ status: "succeeded" });
});

/** The database refuses whatever is recorded of the node `bad`, here or in a body. */
async function refuseBad({ db }: Harness): Promise<void> {
  await db.pool.query(`
    CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS
      $$ BEGIN RAISE EXCEPTION 'refused' USING ERRCODE = '22000'; END $$`);
  await db.pool.query(`
    CREATE TRIGGER refuse BEFORE INSERT ON "Step" FOR EACH ROW
      WHEN (NEW."nodeId" ~ '(^|/)bad$') EXECUTE FUNCTION refuse()`);
}

const childrenOf = ({ db }: Harness, parentId: string) =>
  db.prisma.run.findMany({ where: { parentId }, select: { status: true, finishedAt: true } });

const list = { list: Array.from({ length: 10 }, (_, index) => `${index}`) };
const mapOver = (pipeline: object, beside: Parameters<typeof graphOf>[0] = {}, edges: readonly string[] = []) =>
  graphOf(
    {
      in: ["input", { fields: [{ name: "list", kind: "json" }] }],
      map: ["map", { pipeline, spread: 10, batch: 5 }],
      ...beside,
    },
    ["in.list > map.items", ...edges],
  );

test("of a child run, its parent is woken and does not wait until it polls", async () => {
  await using db = await testDatabase();
  await using harness = await openHarness(db);
  await refuseBad(harness);
  await harness.worker();
  const body = await harness.body(
    "Body",
    graphOf({ in: ["input", { fields: [textField] }], bad: ["nap"] }, ["in.text > bad.text"]),
  );
  const id = await harness.start(mapOver(body), list);
  const run = await harness.finished(id);
  expect(run).toMatchObject({ status: "failed", error: { message: /cannot be stored/ } });
  const ends = (await childrenOf(harness, id)).map(({ finishedAt }) => finishedAt?.getTime() ?? Number.NaN);
  // By itself it polls after half a minute.
  expect(Date.parse(run.finishedAt ?? "") - Math.min(...ends)).toBeLessThan(20_000);
});

test("of a parent, its child runs are cancelled", async () => {
  await using db = await testDatabase();
  await using harness = await openHarness(db);
  await harness.worker();
  const long = graphOf({ in: ["input", { fields: [textField] }], nap: ["nap", { ms: 600_000 }] }, [
    "in.text > nap.text",
  ]);
  const id = await harness.start(
    mapOver(await harness.body("Body", long), { ask: ["approval"], bad: ["nap"] }, [
      "in.list > ask.value",
      "ask.approved > bad.text",
    ]),
    list,
  );
  await expect.poll(async () => (await childrenOf(harness, id)).length).toBe(2);
  await refuseBad(harness);
  await expect.poll(() => db.prisma.approval.count()).toBe(1);
  const [asked] = await db.prisma.approval.findMany();
  const values = [asked?.id, harness.workspaceId, "approved", "", "ada"];
  await db.pool.query({ ...decideApproval, values });
  await controlRuns(harness.broker, "wake", id);
  expect(await harness.finished(id)).toMatchObject({ status: "failed", error: { code: "internal" } });
  const states = async () => (await childrenOf(harness, id)).map(({ status }) => status);
  await expect.poll(states).toEqual(["cancelled", "cancelled"]);
});
