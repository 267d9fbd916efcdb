/**
 * A new run that begins with results of an old one: the failed step again, with other inputs or on another version, or
 * everything from one node on. The old run stays as it is. What is taken over is decided by lib/runs/reuse.ts alone.
 */

import { reach } from "../../lib/edit/reach.ts";
import { PatchbayError } from "../../lib/errors.ts";
import { type Graph, nodeAt } from "../../lib/graph/graph.ts";
import { titleOf } from "../../lib/graph/node-titles.ts";
import type { Catalogue } from "../../lib/node-types/manifest.ts";
import type { RunEventData, Trigger, Values } from "../../lib/run.ts";
import { entryFields } from "../../lib/runs/entry.ts";
import { type PastStep, planReuse, type Reuse } from "../../lib/runs/reuse.ts";
import type { ResumePreview, RunResumed } from "../../lib/views/resume-views.ts";
import type { RunVersion } from "../../lib/views/run-views.ts";
import type { Broker } from "../../platform/broker/broker.ts";
import type { Db } from "../../platform/database/db.ts";
import { jsonText } from "../../platform/database/json-text.ts";
import { newId } from "../../platform/ids.ts";
import { type OverRuns, overRunQuota } from "../../platform/quotas/over-quota.ts";
import { checkInputs } from "../queue/enqueue/check-inputs.ts";
import { notifyWorkers } from "../queue/enqueue/notify-workers.ts";
import { admit } from "../queue/enqueue/start-run.ts";
import { freezeGraph, readSnapshot } from "../queue/snapshots/snapshots.ts";
import { actingNodes } from "./acting-nodes.ts";
import { readPastRun } from "./past-run.ts";
import { insertResumedRun } from "./sql/statements.ts";

/** Of a published version, or of the draft as it is now. `keepsPins`: outputs that are pinned in the draft stay. */
type SnapshotAsk = { workspaceId: string; pipelineId: string; version?: number; keepsPins?: boolean };

export type ResumeDeps = {
  db: Db;
  broker: Broker;
  catalogue: Catalogue;
  /** The id of a pipeline's frozen graph. */
  snapshotFor(ask: SnapshotAsk): Promise<string>;
  /** Counts the runs that are accepted. */
  acceptedRuns?: { accepted(trigger: Trigger): void } | undefined;
};

export type ResumeAsk = {
  workspaceId: string;
  runId: string;
  /** Inputs that differ from the old run's; the others stay. */
  inputs?: Values | undefined;
  /** Without it, the graph that ran. */
  version?: RunVersion | undefined;
  /** This node runs anew whatever became of it, and with it everything that hangs on it. */
  nodeId?: string | undefined;
  /** Nothing runs but this node and what it needs. */
  only?: boolean | undefined;
};

/** Starts the new run. Throws `conflict` when there is nothing to resume, `bad_input` when an input does not fit. */
export async function resumeRun(
  deps: ResumeDeps,
  ask: ResumeAsk & { createdBy?: string | undefined },
): Promise<RunResumed> {
  const { past, trigger, graph, acting, target, inputs, reuseWith } = await prepare(deps, ask);
  const input = checkInputs(graph, deps.catalogue, { inputs, trigger });
  const reuse = reuseWith(input);
  assertNothingLost({
    graph,
    catalogue: deps.catalogue,
    acting,
    reuse,
    ifKept: () => reuseWith(input, asIfKept(past.steps)),
  });
  await admit(deps.db.pool, ask.workspaceId);
  const { workspaceId, createdBy } = ask;
  const own = { id: newId(), workspaceId, pipelineId: past.pipelineId, trigger: "replay" };
  const run = { ...own, ...target, triggerNode: trigger, input, createdBy, resumedFrom: past.id };
  const events = jsonText(firstEvents(past.id, reuse));
  const query = insertResumedRun({ run: jsonText(run), events, done: reuse.done, begun: reuse.begun });
  const { rows } = await deps.db.pool.query<RunResumed & { over: OverRuns | null }>(query);
  const [inserted] = rows;
  if (!inserted) throw new PatchbayError("not_found", "This pipeline no longer exists.");
  const { over, ...resumed } = inserted;
  if (over) throw overRunQuota(over, false);
  void notifyWorkers(deps.broker, resumed.id);
  deps.acceptedRuns?.accepted("replay");
  return resumed;
}

/** What `resumeRun` would do, without doing it. Inputs that do not fit are named instead of thrown. */
export async function previewResume(deps: ResumeDeps, ask: ResumeAsk): Promise<ResumePreview> {
  const { past, trigger, fields, graph, acting, inputs, reuseWith } = await prepare(deps, ask);
  const { checked, problems } = tryInputs(() => checkInputs(graph, deps.catalogue, { inputs, trigger }));
  const { done, anew } = reuseWith(checked ?? inputs);
  const named = (nodeId: string) => ({ nodeId, title: titleOf(graph, deps.catalogue, nodeId) });
  return {
    inputs,
    fields,
    problems,
    taken: done.map(named),
    anew: anew.map(({ nodeId, reason }) => ({
      ...named(nodeId),
      reason,
      actsAgain: acting.has(nodeId) && mayHaveActed(past.steps.get(nodeId)),
    })),
  };
}

async function prepare(deps: ResumeDeps, ask: ResumeAsk) {
  const { workspaceId, nodeId } = ask;
  const past = await readPastRun(deps.db, ask);
  if (past.status === "succeeded" && nodeId === undefined) {
    const words = "This run succeeded, so there is nothing to resume. Run it again, or run it from one of its nodes.";
    throw new PatchbayError("conflict", words);
  }
  const target = await partOf(deps, await targetOf(deps, past, ask), ask);
  const [graph, pastGraph] = await Promise.all([
    readSnapshot(deps.db, workspaceId, target.snapshotId),
    readSnapshot(deps.db, workspaceId, past.snapshotId),
  ]);
  if (nodeId !== undefined && !nodeAt(graph, nodeId)) {
    throw new PatchbayError("bad_input", `This version of the pipeline has no node “${nodeId}” to run from.`);
  }
  const trigger = past.triggerNode ?? undefined;
  if (trigger !== undefined && !ask.only && !nodeAt(graph, trigger)) {
    throw new PatchbayError(
      "bad_input",
      `This version of the pipeline has no trigger “${trigger}”, which started the run.`,
    );
  }
  // An input that the other version does not ask for any more is left behind; one that it asks for newly has to be given.
  const fields = entryFields(graph, deps.catalogue, trigger);
  const names = new Set(fields.map((field) => field.name));
  const kept = Object.fromEntries(Object.entries(past.input).filter(([name]) => names.has(name)));
  return {
    past,
    trigger,
    fields,
    graph,
    acting: await actingNodes(deps, workspaceId, graph),
    target,
    inputs: { ...kept, ...ask.inputs },
    reuseWith: (input: Values, steps = past.steps) =>
      planReuse({ graph: pastGraph, input: past.input, steps }, { graph, input, from: nodeId }, deps.catalogue),
  };
}

type Past = Awaited<ReturnType<typeof readPastRun>>;
type Target = { snapshotId: string; versionNumber: number | null };

async function targetOf(deps: ResumeDeps, past: Past, { workspaceId, version }: ResumeAsk): Promise<Target> {
  if (version === undefined) return { snapshotId: past.snapshotId, versionNumber: past.versionNumber };
  const { pipelineId } = past;
  if (version === "draft")
    return { snapshotId: await deps.snapshotFor({ workspaceId, pipelineId, keepsPins: true }), versionNumber: null };
  return { snapshotId: await deps.snapshotFor({ workspaceId, pipelineId, version }), versionNumber: version };
}

/** The graph without what the chosen node does not need, when nothing else is to run. */
async function partOf(deps: ResumeDeps, target: Target, { workspaceId, nodeId, only }: ResumeAsk): Promise<Target> {
  if (!only || nodeId === undefined) return target;
  const graph = await readSnapshot(deps.db, workspaceId, target.snapshotId);
  const needed = reach(graph, [nodeId], "up");
  const nodes = Object.fromEntries(Object.entries(graph.nodes).filter(([id]) => needed.has(id)));
  const edges = graph.edges.filter((edge) => needed.has(edge.from.node) && needed.has(edge.to.node));
  const part = { ...graph, nodes, edges };
  return { snapshotId: await freezeGraph(deps.db, workspaceId, part), versionNumber: null };
}

/** An external effect is never repeated because a stored value is gone: a person has to ask for it. */
type Losing = { graph: Graph; catalogue: Catalogue; acting: Set<string>; reuse: Reuse; ifKept: () => Reuse };

function assertNothingLost(it: Losing): void {
  const lost = it.reuse.anew.find(({ reason }) => reason === "lost");
  if (!lost) return;
  const kept = new Set(it.ifKept().done);
  const acting = it.reuse.anew.find(({ nodeId }) => kept.has(nodeId) && it.acting.has(nodeId));
  if (!acting) return;
  const title = (nodeId: string) => `“${titleOf(it.graph, it.catalogue, nodeId)}”`;
  const words = `A result of ${title(lost.nodeId)} is no longer stored, so ${title(acting.nodeId)} would repeat its external effect. Run from ${title(lost.nodeId)} if it may, or run again from the beginning.`;
  throw new PatchbayError("conflict", words);
}

function asIfKept(steps: ReadonlyMap<string, PastStep>): Map<string, PastStep> {
  return new Map([...steps].map(([id, { status, hasOutput }]) => [id, { status, hasOutput }]));
}

/** A step that began may have acted, whatever it ended as. */
function mayHaveActed(step: PastStep | undefined): boolean {
  return step !== undefined && step.status !== "skipped";
}

/** The first batch of the new run's log, as the journal writes it: pairs of milliseconds ago and event. */
function firstEvents(from: string, { done, begun }: Reuse): [number, RunEventData][] {
  return [
    [0, { type: "run.queued" }],
    [0, { type: "run.resumed", from, nodes: done, begun }],
  ];
}

function tryInputs(check: () => Values): { checked?: Values; problems: Record<string, string> } {
  try {
    return { checked: check(), problems: {} };
  } catch (thrown) {
    if (!(thrown instanceof PatchbayError) || !thrown.issues) throw thrown;
    const issues = thrown.issues.map(({ path, message }) => [path.replace(/^inputs\./, ""), message]);
    return { problems: Object.fromEntries(issues) };
  }
}
