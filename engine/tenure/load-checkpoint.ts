import type pg from "pg";
import { z } from "zod";
import type { Plan } from "../../lib/graph/plan.ts";
import { BlobRef, StepStatus, Values } from "../../lib/run.ts";
import { Json } from "../../lib/values/json.ts";
import type { ClaimedRun } from "../queue/claim/claimed-run.ts";
import { type OpenStep, stepKey } from "../scheduler/step-events.ts";
import { readBlobs, readSteps } from "./sql/statements.ts";

/** What earlier tenures of a run left, by step key. */
export type Checkpoint = {
  /** Outputs of the steps that ended, in that order, with large values whole again. */
  completed: ReadonlyMap<string, Values>;
  skipped: ReadonlySet<string>;
  open: ReadonlyMap<string, OpenStep>;
  /** It was parked at least once, so how long ago it started says nothing about how long it has worked. */
  hasWaited: boolean;
};

export const emptyCheckpoint: Checkpoint = {
  completed: new Map(),
  skipped: new Set(),
  open: new Map(),
  hasWaited: false,
};

const StepRow = z.object({
  nodeId: z.string(),
  iteration: z.string(),
  status: StepStatus,
  attempt: z.number(),
  isOutage: z.boolean(),
  output: Values.nullable(),
  waitMs: z.number().nullable(),
  startedAt: z.number().nullable(),
  hasWaited: z.boolean(),
});
type StepRow = z.infer<typeof StepRow>;
const BlobRows = z.array(z.object({ id: z.string(), data: Json }));

/** Reads what earlier tenures recorded. What is inside a Map, Loop or Sub-pipeline that has ended is not needed again. */
export async function loadCheckpoint(pool: pg.Pool, run: ClaimedRun, plan: Plan): Promise<Checkpoint> {
  const read = async (inside: string[] | null): Promise<StepRow[]> =>
    z.array(StepRow).parse((await pool.query(readSteps({ runId: run.id, inside }))).rows);
  const anchor = run.anchor ?? 0;
  const top = await read(null);
  const ended = new Set(top.flatMap((row) => (isCompleted(row) ? [row.nodeId] : [])));
  const inside = plan.nodes.flatMap((node) => (node.body && !ended.has(node.id) ? [node.id] : []));
  const rows = inside.length === 0 ? top : [...top, ...(await read(inside))];
  const whole = await wholeValues(pool, run, rows);
  const completed = new Map<string, Values>();
  const skipped = new Set<string>();
  const open = new Map<string, OpenStep>();
  for (const row of rows) {
    const { status, attempt, isOutage, waitMs } = row;
    const startedAt = (row.startedAt ?? anchor) - anchor;
    const key = stepKey({ path: row.nodeId, iteration: row.iteration });
    if (isCompleted(row) && row.output) completed.set(key, whole(row.output));
    else if (status === "skipped") skipped.add(key);
    else if (status === "running" || status === "retrying" || status === "waiting")
      open.set(key, { status, attempt, isOutage, waitMs: waitMs === null ? null : Math.max(0, waitMs), startedAt });
  }
  return { completed, skipped, open, hasWaited: rows.some((row) => row.hasWaited) };
}

/** Succeeded, or failed with fallback outputs. */
function isCompleted({ status, output }: StepRow): boolean {
  return (status === "succeeded" || status === "failed") && output !== null;
}

/** Values with large ones, which are stored apart, put back in. */
export async function wholeValues(
  pool: pg.Pool,
  { workspaceId }: Pick<ClaimedRun, "workspaceId">,
  of: readonly { output: Values | null }[],
): Promise<(values: Values) => Values> {
  const blobOf = (value: Json) => BlobRef.safeParse(value).data?.$blob;
  const ids = of.flatMap(({ output }) => Object.values(output ?? {}).flatMap((value) => blobOf(value) ?? []));
  if (ids.length === 0) return (values) => values;
  const { rows } = await pool.query(readBlobs({ ids: [...new Set(ids)], workspaceId }));
  const blobs = new Map(BlobRows.parse(rows).map(({ id, data }) => [id, data]));
  return (values) =>
    Object.fromEntries(
      Object.entries(values).map(([port, value]): [string, Json] => {
        const id = blobOf(value);
        return [port, id === undefined ? value : (blobs.get(id) ?? value)];
      }),
    );
}
