/** What must be true of the times of a run that has ended, in whatever way one reads them. */
import { expect } from "vitest";
import { foldEvents, openLiveRun } from "../../../components/runs/timeline/fold-detail.ts";
import { makeEventReader } from "../../../engine/history/event-reader.ts";
import { getRun } from "../../../engine/history/read-runs.ts";
import { StepRow, stepView } from "../../../engine/step-columns.ts";
import { emptyGraph, type Graph } from "../../../lib/graph/graph.ts";
import type { RunEvent } from "../../../lib/run.ts";
import type { RunDetail, StepView } from "../../../lib/views/run-views.ts";
import type { Harness } from "../fixtures.ts";

const ms = (time: string | null | undefined): number => {
  if (!time) throw new Error("a time is missing");
  return Date.parse(time);
};
const keyOf = ({ nodeId, iteration }: Pick<StepView, "nodeId" | "iteration">) => `${nodeId} ${iteration}`;

/** Checks a run, and the runs it was split into. `bodies` are the graphs inside its nodes, by their ids. */
export async function checkTimes(harness: Harness, runId: string, { graph, bodies }: Graphs): Promise<void> {
  const run = await getRun(harness.db, harness.workspaceId, runId);
  const { rows } = await harness.db.pool.query(`SELECT * FROM "Step" WHERE "runId" = $1`, [runId]);
  // What another run had done before is not part of this one.
  const steps = rows.map((row) => stepView(StepRow.parse(row))).filter(({ reusedFrom }) => reusedFrom === null);
  const events = await eventsOf(harness, runId);
  checkRun(run, events);
  checkSteps(run, steps);
  checkEdges(steps, graph, "");
  for (const [nodeId, body] of Object.entries(bodies)) checkEdges(steps, body, `${nodeId}/`);
  checkEvents(run, { steps, events });
  await checkChildren(harness, run, bodies);
}

type Graphs = { graph: Graph; bodies: Readonly<Record<string, Graph>> };

function checkRun(run: RunDetail, events: readonly RunEvent[]): void {
  expect(ms(run.startedAt), "started when it was accepted, or later").toBeGreaterThanOrEqual(ms(run.createdAt));
  expect(run.durationMs).toBe(ms(run.finishedAt) - ms(run.startedAt));
  const times = events.map(({ at }) => ms(at));
  expect(times, "events are in the order of time").toEqual(times.toSorted((a, b) => a - b));
  const started = events.find(({ data }) => data.type === "run.started");
  // A worker that began with another run's results may have stopped before it recorded anything.
  if (run.resumedFrom === null) expect(started?.at).toBe(run.startedAt);
  expect(events.at(-1)?.at).toBe(run.finishedAt);
}

function checkSteps(run: RunDetail, steps: readonly StepView[]): void {
  const byKey = new Map(steps.map((step) => [keyOf(step), step]));
  for (const step of steps.filter(({ startedAt }) => startedAt !== null)) {
    const { startedAt, finishedAt, durationMs } = step;
    const name = `${keyOf(step)} (${step.status})`;
    expect(ms(startedAt), name).toBeGreaterThanOrEqual(ms(run.startedAt));
    expect(ms(finishedAt), name).toBeGreaterThanOrEqual(ms(startedAt));
    expect(ms(finishedAt), name).toBeLessThanOrEqual(ms(run.finishedAt));
    if (durationMs !== null) {
      expect(Math.abs(durationMs - (ms(finishedAt) - ms(startedAt))), `${name}: ${durationMs} ms`).toBeLessThan(1.001);
      expect(durationMs, name).toBeLessThanOrEqual(run.durationMs ?? 0);
    }
    const cut = step.nodeId.lastIndexOf("/");
    if (cut < 0) continue;
    const outer = byKey.get(keyOf({ nodeId: step.nodeId.slice(0, cut), iteration: "" }));
    expect(ms(startedAt), `${name} in its node`).toBeGreaterThanOrEqual(ms(outer?.startedAt));
    expect(ms(finishedAt), `${name} in its node`).toBeLessThanOrEqual(ms(outer?.finishedAt));
  }
}

/** A step begins when the steps before it have ended. */
function checkEdges(steps: readonly StepView[], graph: Graph, prefix: string): void {
  const byKey = new Map(steps.map((step) => [keyOf(step), step]));
  for (const { from, to } of graph.edges) {
    for (const after of steps.filter(({ nodeId, startedAt }) => nodeId === prefix + to.node && startedAt !== null)) {
      const before = byKey.get(keyOf({ nodeId: prefix + from.node, iteration: after.iteration }));
      if (!before?.startedAt || !before.finishedAt) continue;
      const name = `${keyOf(after)} after ${keyOf(before)}`;
      expect(ms(after.startedAt), name).toBeGreaterThanOrEqual(ms(before.finishedAt));
    }
  }
}

/** The log says the same as the rows, and so does what a watcher sees. */
function checkEvents(run: RunDetail, { steps, events }: { steps: readonly StepView[]; events: readonly RunEvent[] }) {
  const queued = { ...run, status: "queued" as const, steps: [], lastSeq: 0, startedAt: null, finishedAt: null };
  const { detail } = foldEvents(openLiveRun({ ...queued, durationMs: null }), events);
  const timesOf = ({ startedAt, finishedAt, durationMs }: StepView | RunDetail) => ({
    ...{ startedAt, finishedAt, durationMs },
  });
  expect(timesOf(detail)).toEqual(timesOf(run));
  const seen = new Map(detail.steps.map((step) => [keyOf(step), step]));
  for (const step of steps.filter(({ nodeId, status }) => !nodeId.includes("/") && status !== "skipped")) {
    const watched = seen.get(keyOf(step));
    expect(watched && timesOf(watched), keyOf(step)).toEqual({
      ...timesOf(step),
      durationMs: step.durationMs === null ? null : expect.closeTo(step.durationMs, 3),
    });
  }
}

/** Child runs lie within the step that is split into them. */
async function checkChildren(harness: Harness, run: RunDetail, bodies: Graphs["bodies"]): Promise<void> {
  const { rows } = await harness.db.pool.query<{ id: string; parentNode: string; status: string }>(
    `SELECT id, "parentNode", status FROM "Run" WHERE "parentId" = $1`,
    [run.id],
  );
  for (const { id, parentNode, status } of rows) {
    const step = run.steps.find(({ nodeId }) => nodeId === parentNode);
    const child = await getRun(harness.db, harness.workspaceId, id);
    expect(ms(child.createdAt), "a child run is accepted in its step").toBeGreaterThanOrEqual(ms(step?.startedAt));
    // One that is cancelled because another has failed may take a moment longer than the step.
    if (status === "cancelled" || child.startedAt === null) continue;
    expect(ms(child.finishedAt), "it ends in its step").toBeLessThanOrEqual(ms(step?.finishedAt));
    const inner = bodies[parentNode];
    await checkTimes(harness, id, { graph: emptyGraph, bodies: inner ? { part: inner } : {} });
  }
}

async function eventsOf({ db }: Harness, runId: string): Promise<readonly RunEvent[]> {
  const reader = makeEventReader(db.pool);
  const events: RunEvent[] = [];
  for (let hasMore = true; hasMore; ) {
    const read = await reader.read(runId, events.at(-1)?.seq ?? 0);
    events.push(...read.events);
    hasMore = read.hasMore;
  }
  return events;
}
