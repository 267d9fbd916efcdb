import type pg from "pg";
import { z } from "zod";
import { PatchbayError } from "../../lib/errors.ts";
import { type Graph, nodeAt } from "../../lib/graph/graph.ts";
import { bodyOf } from "../../lib/graph/pipeline-ref.ts";
import type { Catalogue } from "../../lib/node-types/manifest.ts";
import { RunError, StepStatus } from "../../lib/run.ts";
import {
  InsideCount,
  type IterationPage,
  type Progress,
  Progress as ProgressRow,
} from "../../lib/views/nested-views.ts";
import type { StepView } from "../../lib/views/run-views.ts";
import { readSnapshot } from "../queue/snapshots/snapshots.ts";
import { StepRow, stepView } from "../step-columns.ts";
import { childOfItem, insideCounts, iterationSteps, listIterations, readProgress } from "./sql/statements.ts";

type HasPool = { pool: pg.Pool };

/** How far the maps, loops and sub-pipelines of a run are. */
export async function getProgress({ pool }: HasPool, workspaceId: string, runId: string): Promise<Progress[]> {
  const { rows } = await pool.query(readProgress({ runId, workspaceId }));
  return z.array(ProgressRow).parse(rows);
}

export type IterationsAsk = {
  runId: string;
  /** The way to the node, and the iteration it lies in itself. */
  nodeId: string;
  iteration: string;
  status?: StepStatus | undefined;
  cursor?: string | undefined;
  limit: number;
};

const IterationRow = z.object({
  iteration: z.string(),
  index: z.number(),
  status: StepStatus,
  steps: z.number(),
  startedAt: z.date().nullable(),
  durationMs: z.number().nullable(),
  error: RunError.nullable(),
});

/** The items of a map or the rounds of a loop, in order, a page at a time. */
export async function listRunIterations({ pool }: HasPool, ask: IterationsAsk): Promise<IterationPage> {
  const { runId, nodeId, iteration, status, cursor, limit } = ask;
  const after = cursor === undefined ? null : Number(cursor);
  if (after !== null && !Number.isInteger(after)) {
    throw new PatchbayError("bad_input", "This cursor is not valid. Start again without a cursor.");
  }
  const query = listIterations({ runId, nodeId, iteration, status, after, limit: limit + 1 });
  const found = z.array(IterationRow).parse((await pool.query(query)).rows);
  const page = found.slice(0, limit);
  const items = page.map(({ index: _, startedAt, ...row }) => ({
    ...row,
    startedAt: startedAt?.toISOString() ?? null,
  }));
  const last = page.at(-1);
  return found.length > limit && last ? { items, nextCursor: String(last.index) } : { items };
}

/** The steps of one item or round, or those of a sub-pipeline. */
export async function listNestedSteps(
  { pool }: HasPool,
  ask: Pick<IterationsAsk, "runId" | "nodeId" | "iteration">,
): Promise<StepView[]> {
  const { rows } = await pool.query(iterationSteps(ask));
  return z.array(StepRow).parse(rows).map(stepView);
}

/** How far each node right inside a map, a loop or a sub-pipeline is, over all of its items or rounds. */
export async function countInside(
  { pool }: HasPool,
  ask: Pick<IterationsAsk, "runId" | "nodeId" | "iteration">,
): Promise<InsideCount[]> {
  return z.array(InsideCount).parse((await pool.query(insideCounts(ask))).rows);
}

/** The steps of one item of a map wherever they ran: in the run itself, or in the child run that the item went into. */
export async function listItemSteps(
  { pool }: HasPool,
  { workspaceId, ...ask }: Pick<IterationsAsk, "runId" | "nodeId" | "iteration"> & { workspaceId: string },
): Promise<StepView[]> {
  const own = await listNestedSteps({ pool }, ask);
  if (own.length > 0 || !/^\d{1,9}$/.test(ask.iteration)) return own;
  const { runId, nodeId, iteration } = ask;
  const { rows } = await pool.query(childOfItem({ runId, nodeId, workspaceId, index: Number(iteration) }));
  const [child] = z.array(z.object({ runId: z.string(), index: z.number() })).parse(rows);
  if (!child) return own;
  const steps = await listNestedSteps({ pool }, { ...child, nodeId: "part", iteration: String(child.index) });
  return steps.map((step) => ({ ...step, nodeId: nodeId + step.nodeId.slice("part".length), iteration }));
}

type Deps = HasPool & { catalogue: Catalogue };

/** The frozen graphs of everything that runs inside a graph, by the way to the node that runs it. */
export async function readBodies(deps: Deps, workspaceId: string, graph: Graph): Promise<Record<string, Graph>> {
  const bodies: Record<string, Graph> = {};
  async function visit(inside: Graph, prefix: string): Promise<void> {
    for (const id of Object.keys(inside.nodes)) {
      const node = nodeAt(inside, id);
      const manifest = deps.catalogue.get(node?.type ?? "");
      const ref = node && manifest ? bodyOf(manifest, node) : undefined;
      if (ref?.snapshotId === undefined) continue;
      const body = await readSnapshot(deps, workspaceId, ref.snapshotId);
      bodies[prefix + id] = body;
      await visit(body, `${prefix}${id}/`);
    }
  }
  await visit(graph, "");
  return bodies;
}
