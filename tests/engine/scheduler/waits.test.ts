import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import type { Graph } from "../../../lib/graph/graph.ts";
import { decideApproval } from "../../../server/approvals/sql/decide-approval.ts";
import { testDatabase } from "../../helpers/database.ts";
import { graphOf, type Harness, openHarness, textField } from "../fixtures.ts";

const textOut = (...names: string[]) => ({ fields: names.map((name) => ({ name, kind: "any", optional: true })) });

/** text → delay → text, beside a nap of its own */
const delaying = (seconds: number): Graph =>
  graphOf(
    {
      in: ["input", { fields: [textField] }],
      delay: ["delay", { seconds }],
      nap: ["nap", { ms: 20 }],
      out: ["output", textOut("late", "soon")],
    },
    ["in.text > delay.value", "in.text > nap.text", "delay.value > out.late", "nap.text > out.soon"],
  );

const approving = (more: object = {}, nap = 5): Graph =>
  graphOf(
    {
      in: ["input", { fields: [textField] }],
      ask: ["approval", { title: "Send it?", message: "It says {{ value }}.", ...more }],
      nap: ["nap", { ms: nap }],
      yes: ["nap", { ms: 5 }],
      out: ["output", textOut("yes", "no", "comment", "nap")],
    },
    [
      "in.text > ask.value",
      "in.text > nap.text",
      "ask.approved > yes.text",
      "yes.text > out.yes",
      "ask.refused > out.no",
      "ask.comment > out.comment",
      "nap.text > out.nap",
    ],
  );

const status = async (harness: Harness, id: string) => (await harness.finished(id, 0)).status;
const waiting = (harness: Harness, id: string) => expect.poll(() => status(harness, id)).toBe("waiting");
const step = async (harness: Harness, id: string, nodeId: string) =>
  (await harness.finished(id, 0)).steps.find((each) => each.nodeId === nodeId);

async function approvals({ db }: Harness, runId: string) {
  const text = `SELECT id, "nodeId", iteration, title, message, status, "expiresAt" FROM "Approval" WHERE "runId" = $1
                ORDER BY iteration`;
  return (await db.pool.query(text, [runId])).rows;
}

/** Decides as the server does, and notifies no worker: what is due is found all the same. */
async function decide(harness: Harness, id: string, word: "approved" | "refused", comment = ""): Promise<void> {
  await harness.db.pool.query({ ...decideApproval, values: [id, harness.workspaceId, word, comment, "somebody"] });
}

describe("a delay", () => {
  test("that is long holds no worker: the run waits, other branches go on, and it ends in time", async () => {
    await using db = await testDatabase();
    await using harness = await openHarness(db);
    const worker = await harness.worker();
    const began = performance.now();
    const id = await harness.start(delaying(6), { text: "a" });
    await waiting(harness, id);
    await expect.poll(() => worker.running()).toBe(0);
    expect(await step(harness, id, "nap")).toMatchObject({ status: "succeeded" });
    expect(await step(harness, id, "delay")).toMatchObject({ status: "waiting", attempt: 1 });
    const run = await harness.finished(id);
    expect(run).toMatchObject({ status: "succeeded", output: { late: "a", soon: "a" } });
    expect(performance.now() - began).toBeGreaterThan(5900);
    const ended = run.steps.find((each) => each.nodeId === "delay");
    expect(ended).toMatchObject({ status: "succeeded", attempt: 1, input: { value: "a" } });
    expect(ended?.durationMs).toBeGreaterThan(5900);
  });

  test("that is short stays where it is", async () => {
    await using db = await testDatabase();
    await using harness = await openHarness(db);
    await harness.worker();
    const id = await harness.start(delaying(0.2), { text: "a" });
    expect((await harness.finished(id)).output).toEqual({ late: "a", soon: "a" });
    const { rows } = await db.pool.query(`SELECT token FROM "Run" WHERE id = $1`, [id]);
    expect(rows).toEqual([{ token: 1 }]);
  });

  test("comes late to a Merge, also when another worker takes the run up", async () => {
    await using db = await testDatabase();
    await using harness = await openHarness(db);
    await harness.worker();
    const graph = graphOf(
      {
        in: ["input", { fields: [textField] }],
        late: ["delay", { seconds: 3 }],
        nap: ["nap", { ms: 50 }],
        soon: ["transform", { expression: "'soon ' & $" }],
        merge: ["merge", {}],
        out: ["output", textOut("first", "all")],
      },
      [
        "in.text > late.value",
        "in.text > nap.text",
        "in.text > soon.value",
        "late.value > merge.values",
        "nap.text > merge.values",
        "soon.result > merge.values",
        "merge.first > out.first",
        "merge.all > out.all",
      ],
    );
    const id = await harness.start(graph, { text: "a" });
    await waiting(harness, id);
    const run = await harness.finished(id);
    expect(run.output).toEqual({ first: "soon a", all: ["a", "a", "soon a"] });
    expect((await db.pool.query(`SELECT token FROM "Run" WHERE id = $1`, [id])).rows).toEqual([{ token: 2 }]);
  });

  test("outlives the workers that began it", async () => {
    await using db = await testDatabase();
    await using harness = await openHarness(db);
    const first = await harness.worker();
    const id = await harness.start(delaying(6), { text: "a" });
    await waiting(harness, id);
    await first.stop();
    await sleep(500);
    await harness.worker();
    expect(await harness.finished(id)).toMatchObject({ status: "succeeded", output: { late: "a" } });
  });
});

describe("an approval", () => {
  test("waits for a decision and continues with it and its comment", async () => {
    await using db = await testDatabase();
    await using harness = await openHarness(db);
    const worker = await harness.worker();
    for (const [word, output] of [
      ["approved", { yes: "a", comment: "fine", nap: "a" }],
      ["refused", { no: "a", comment: "fine", nap: "a" }],
    ] as const) {
      const id = await harness.start(approving(), { text: "a" });
      await waiting(harness, id);
      await expect.poll(() => worker.running()).toBe(0);
      const [asked] = await approvals(harness, id);
      expect(asked).toMatchObject({
        nodeId: "ask",
        iteration: "",
        title: "Send it?",
        message: "It says a.",
        status: "waiting",
        expiresAt: null,
      });
      await decide(harness, asked.id, word, "fine");
      expect(await harness.finished(id)).toMatchObject({ status: "succeeded", output });
      expect(await step(harness, id, "ask")).toMatchObject({ status: "succeeded", attempt: 1, input: { value: "a" } });
    }
  });

  test("that is not decided in time is refused", async () => {
    await using db = await testDatabase();
    await using harness = await openHarness(db);
    await harness.worker();
    const id = await harness.start(approving({ expires: 6 / 3600 }), { text: "a" });
    await waiting(harness, id);
    expect(await harness.finished(id)).toMatchObject({ status: "succeeded", output: { no: "a", comment: "" } });
    expect(await approvals(harness, id)).toMatchObject([{ status: "expired" }]);
  });

  test("in a map asks once for each item, and no item waits for another", async () => {
    await using db = await testDatabase();
    await using harness = await openHarness(db);
    await harness.worker();
    const body = await harness.body(
      "Ask",
      graphOf(
        {
          in: ["input", { fields: [textField] }],
          before: ["nap", { ms: 1 }],
          ask: ["approval", {}],
          out: ["output", { fields: [{ name: "text", kind: "any", optional: true }] }],
        },
        ["in.text > before.text", "before.text > ask.value", "ask.approved > out.text"],
      ),
    );
    const graph = graphOf(
      {
        in: ["input", { fields: [{ name: "list", kind: "json" }] }],
        map: ["map", { pipeline: body }],
        out: ["output", { fields: [{ name: "results", kind: "json" }] }],
      },
      ["in.list > map.items", "map.results > out.results"],
    );
    const id = await harness.start(graph, { list: ["a", "b", "c"] });
    await waiting(harness, id);
    const asked = await approvals(harness, id);
    expect(asked).toMatchObject([{ nodeId: "map/ask", iteration: "0" }, { iteration: "1" }, { iteration: "2" }]);
    await decide(harness, asked[2].id, "approved");
    await expect
      .poll(async () =>
        (await harness.finished(id, 0)).steps.find((s) => s.nodeId === "map/out" && s.iteration === "2"),
      )
      .toMatchObject({ status: "succeeded" });
    await waiting(harness, id);
    await decide(harness, asked[0].id, "refused");
    await decide(harness, asked[1].id, "approved");
    const run = await harness.finished(id);
    expect(run).toMatchObject({ status: "succeeded", output: { results: [null, "b", "c"] } });
    expect(run.steps.filter((each) => each.nodeId === "map/before").every((each) => each.attempt === 1)).toBe(true);
    const events = [];
    for await (const { data } of harness.watcher.watch(id, 0, new AbortController().signal)) events.push(data);
    const started = events.flatMap((data) =>
      data.type === "step.started" ? [`${data.nodeId}:${data.iteration}`] : [],
    );
    expect(new Set(started).size, "no step began twice").toBe(started.length);
  });

  test("is withdrawn when its run is cancelled", async () => {
    await using db = await testDatabase();
    await using harness = await openHarness(db);
    await harness.worker();
    const id = await harness.start(approving(), { text: "a" });
    await waiting(harness, id);
    await harness.cancel(id);
    const run = await harness.finished(id);
    expect(run.status).toBe("cancelled");
    expect(await step(harness, id, "ask")).toMatchObject({ status: "cancelled", input: { value: "a" } });
  });
});

describe("a decision", () => {
  /** Decides in the very moment in which the run is parked: before, between, and after its last batch. */
  test.each([0, 5, 10, 15, 20, 30, 45])("%i ms after it was asked for is never lost", async (ms) => {
    await using db = await testDatabase();
    await using harness = await openHarness(db);
    await harness.worker();
    const id = await harness.start(approving({}, 15), { text: "a" });
    await expect.poll(async () => (await approvals(harness, id)).length, { interval: 2 }).toBe(1);
    await sleep(ms);
    const [asked] = await approvals(harness, id);
    await decide(harness, asked.id, "approved");
    expect(await harness.finished(id)).toMatchObject({ status: "succeeded", output: { yes: "a" } });
  });

  test("made while the run's last batch waits for the row it is written to is not lost either", async () => {
    await using db = await testDatabase();
    await using harness = await openHarness(db);
    await harness.worker();
    const id = await harness.start(approving({}, 300), { text: "a" });
    await expect.poll(async () => (await approvals(harness, id)).length).toBe(1);
    const [asked] = await approvals(harness, id);
    const client = await db.pool.connect();
    try {
      await client.query("BEGIN");
      await client.query(`SELECT FROM "Queue" WHERE "runId" = $1 FOR UPDATE`, [id]);
      const blocked = async () => {
        const text = `SELECT count(*)::int AS n FROM pg_stat_activity
                      WHERE datname = current_database() AND wait_event_type = 'Lock' AND query LIKE '%progressed AS (%'`;
        return (await db.pool.query(text)).rows[0].n;
      };
      // The nap ends, nothing else can move: the run is being parked, and waits for the row.
      await expect.poll(blocked).toBe(1);
      await sleep(600);
      await client.query({ ...decideApproval, values: [asked.id, harness.workspaceId, "approved", "", "ada"] });
      await client.query("COMMIT");
    } finally {
      client.release();
    }
    expect(await harness.finished(id)).toMatchObject({ status: "succeeded", output: { yes: "a" } });
  });
});
