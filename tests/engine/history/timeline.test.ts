/** The times of runs: one clock, which never goes back, and offsets that add up, whatever the clocks of workers say. */
import { setTimeout as sleep } from "node:timers/promises";
import fc from "fast-check";
import { expect, test } from "vitest";
import { resumeRun } from "../../../engine/history/resume-run.ts";
import { cancelRun } from "../../../engine/queue/control/cancel-run.ts";
import type { Graph } from "../../../lib/graph/graph.ts";
import type { PipelineRef } from "../../../lib/graph/pipeline-ref.ts";
import { makeCatalogue } from "../../../nodes/catalogue.ts";
import { decideApproval } from "../../../server/approvals/sql/decide-approval.ts";
import { makeCheckConfig } from "../../../server/check-config.ts";
import { resumeDeps } from "../../../server/pipelines/start-pipeline-run.ts";
import { testDatabase } from "../../helpers/database.ts";
import { kafkaBrokers } from "../../helpers/kafka.ts";
import { eventsOf, graphOf, type Harness, openHarness, testNodeTypes, textField } from "../fixtures.ts";
import { checkTimes } from "./check-times.ts";

type Spec = { type: keyof typeof shapes; from: number; ms: number; fails: number };

const body: Graph = graphOf(
  {
    in: ["input", { fields: [textField] }],
    nap: ["nap", { ms: 3 }],
    t: ["transform", { expression: "$ & '!'" }],
    out: ["output", { fields: [textField] }],
  },
  ["in.text > nap.text", "nap.text > t.value", "t.result > out.text"],
);

const list = { expression: "[$, $, $, $, $, $]" };
const again = { retry: { attempts: 4, delay: 0.01 } };
/** Nodes that pass a text on, with their ports. A map takes a list that a node of its own makes. */
const shapes = {
  nap: (spec: Spec) => [["nap", { ms: spec.ms }], "text", "text"],
  flaky: (spec: Spec) => [["flaky", { times: spec.fails, key: `${spec.from} ${spec.ms}` }, again], "text", "text"],
  fails: () => [["flaky", { times: 9 }, { onError: { action: "default", outputs: { text: "" } } }], "text", "text"],
  transform: () => [["transform", { expression: "'t'" }], "value", "result"],
  delay: (spec: Spec) => [["delay", { seconds: spec.ms / 1000 }], "value", "value"],
  approval: () => [["approval", { title: "Go on?" }], "value", "approved"],
  map: (_: Spec, ref: PipelineRef) => [["map", { pipeline: ref, spread: 0 }], "items", "results"],
  spread: (_: Spec, ref: PipelineRef) => [["map", { pipeline: ref, spread: 2, batch: 2 }], "items", "results"],
} satisfies Record<string, (spec: Spec, ref: PipelineRef) => [[string, object?, object?], string, string]>;

const specs = fc.array(
  fc.record({
    type: fc.constantFrom(...(Object.keys(shapes) as (keyof typeof shapes)[])),
    from: fc.nat(),
    ms: fc.integer({ min: 0, max: 60 }),
    fails: fc.integer({ min: 0, max: 3 }),
  }),
  { minLength: 2, maxLength: 7 },
);

function graphFor(all: readonly Spec[], ref: PipelineRef): { graph: Graph; bodies: Record<string, Graph> } {
  const nodes: Record<string, [string, object?, object?]> = { in: ["input", { fields: [textField] }] };
  const edges: string[] = [];
  const bodies: Record<string, Graph> = {};
  const outputs = ["in.text"];
  for (const [index, spec] of all.entries()) {
    const [node, inPort, outPort] = shapes[spec.type](spec, ref);
    const id = `n${index}`;
    let from = outputs[spec.from % outputs.length] ?? "";
    nodes[id] = node;
    if (node[0] === "map") {
      nodes[`${id}list`] = ["transform", list];
      edges.push(`${from} > ${id}list.value`);
      from = `${id}list.result`;
      bodies[id] = body;
    }
    edges.push(`${from} > ${id}.${inPort}`);
    outputs.push(`${id}.${outPort}`);
  }
  return { graph: graphOf(nodes, edges), bodies };
}

/** Until it is stopped: decides what waits, and now and then ends a lease, so that another worker takes a run over. */
function disturb({ db, workspaceId }: Harness, signal: AbortSignal): Promise<void> {
  async function round(): Promise<void> {
    const { rows } = await db.pool.query<{ id: string }>(`SELECT id FROM "Approval" WHERE status = 'waiting'`);
    for (const { id } of rows)
      await db.pool.query({ ...decideApproval, values: [id, workspaceId, "approved", "", "ada"] });
    await db.pool.query(`
      UPDATE "Queue" SET "dueAt" = now() WHERE "runId" IN (
        SELECT "runId" FROM "Queue" WHERE state = 'running' ORDER BY random() LIMIT 1)`);
  }
  return (async () => {
    while (!signal.aborted) {
      await round();
      await sleep(70);
    }
  })();
}

const drivers = [["Postgres", []] as const, ...(kafkaBrokers ? [["Kafka", kafkaBrokers] as const] : [])];

test.each(drivers)(
  "of any run, taken over by workers whose clocks are fast and slow, the times add up (%s)",
  async (_, brokers) => {
    await using db = await testDatabase();
    await using harness = await openHarness(db, { kafkaBrokers: [...brokers] });
    const ref = await harness.body("Body", body);
    await harness.worker({}, [], { steady: () => performance.now() * 1.7 + 5e6 });
    await harness.worker({}, [], { steady: () => performance.now() * 0.6 - 1e3 });
    await harness.worker();
    const stop = new AbortController();
    const disturbing = disturb(harness, stop.signal);
    let takenOver = 0;
    const property = fc.assert(
      fc.asyncProperty(fc.array(specs, { minLength: 4, maxLength: 4 }), async (all) => {
        const graphs = all.map((each) => graphFor(each, ref));
        const ids = await Promise.all(graphs.map(({ graph }) => harness.start(graph, { text: "x" })));
        for (const [index, id] of ids.entries()) {
          await harness.finished(id);
          await checkTimes(harness, id, graphs[index] ?? { graph: body, bodies: {} });
        }
        const { rows } = await db.pool.query(`SELECT max(token) AS token FROM "Run" WHERE id = ANY($1)`, [ids]);
        takenOver += rows[0].token > 1 ? 1 : 0;
      }),
      { numRuns: 12, endOnFailure: true },
    );
    await property.finally(() => {
      stop.abort();
      return disturbing;
    });
    expect(takenOver, "runs were taken over").toBeGreaterThan(3);
  },
);

const waiting = graphOf(
  {
    in: ["input", { fields: [textField] }],
    nap: ["nap", { ms: 5 }],
    late: ["flaky", { times: 1 }],
    ask: ["approval", { title: "Go on?" }],
  },
  ["in.text > nap.text", "nap.text > late.text", "late.text > ask.value"],
);

test("a run that began with another's results, and was cancelled while it waited, has times that add up", async () => {
  await using db = await testDatabase();
  await using harness = await openHarness(db);
  const { workspaceId, broker } = harness;
  const catalogue = makeCatalogue(testNodeTypes);
  const deps = resumeDeps({ db, broker, catalogue, checkConfig: makeCheckConfig(testNodeTypes) });
  await harness.worker({}, [], { steady: () => performance.now() * 3 });
  const failed = await harness.start(waiting, { text: "x" });
  expect(await harness.finished(failed)).toMatchObject({ status: "failed" });
  await checkTimes(harness, failed, { graph: waiting, bodies: {} });
  const { id } = await resumeRun(deps, { workspaceId, runId: failed });
  await expect.poll(async () => (await harness.finished(id, 0)).status).toBe("waiting");
  await cancelRun({ pool: db.pool, broker }, { workspaceId, runId: id });
  expect(await harness.finished(id)).toMatchObject({ status: "cancelled" });
  await checkTimes(harness, id, { graph: waiting, bodies: {} });
});

test("a step's duration counts from its first start, with every attempt and the pauses between them", async () => {
  await using db = await testDatabase();
  await using harness = await openHarness(db);
  const retry = { retry: { attempts: 3, delay: 0.2 } };
  const graph = graphOf({ a: ["flaky", { times: 2 }, retry], b: ["nap", { ms: 1 }] }, ["a.text > b.text"]);
  await harness.worker();
  const id = await harness.start(graph, {});
  const { steps } = await harness.finished(id);
  const [first] = steps;
  expect(first).toMatchObject({ nodeId: "a", status: "succeeded", attempt: 3 });
  const tries = (await eventsOf(db, id)).flatMap(({ data }) => (data.type === "step.retrying" ? [data.delayMs] : []));
  expect(tries).toHaveLength(2);
  const paused = tries.reduce((sum, delay) => sum + delay, 0);
  // A timer may fire a moment early.
  expect(first?.durationMs).toBeGreaterThan(paused - 3);
  await checkTimes(harness, id, { graph, bodies: {} });
});
