import type pg from "pg";
import { z } from "zod";
import { PatchbayError } from "../../lib/errors.ts";
import { isFinished, RunStatus, StepStatus, type Values } from "../../lib/run.ts";
import type { PastStep } from "../../lib/runs/reuse.ts";
import { isObject } from "../../lib/values/is-object.ts";
import { pastRun, pastSteps } from "./sql/statements.ts";

const Head = z.object({
  id: z.string(),
  pipelineId: z.string(),
  snapshotId: z.string(),
  versionNumber: z.number().nullable(),
  input: z.custom<Values>((value) => isObject(value)),
  parentId: z.string().nullable(),
  triggerNode: z.string().nullable(),
  status: RunStatus,
});
const Steps = z.array(
  z.object({ nodeId: z.string(), status: StepStatus, hasOutput: z.boolean(), isLost: z.boolean().nullable() }),
);

export type PastHead = z.infer<typeof Head>;

/** A run that has ended, with its steps outside maps and loops. Throws `conflict` while it has not ended. */
export async function readPastRun(
  { pool }: { pool: pg.Pool },
  ask: { workspaceId: string; runId: string },
): Promise<PastHead & { steps: Map<string, PastStep> }> {
  const found = await pool.query(pastRun(ask));
  if (found.rows.length === 0) throw new PatchbayError("not_found", "There is no such run in this workspace.");
  const head = Head.parse(found.rows[0]);
  if (!isFinished(head.status)) {
    const words = "This run has not ended yet. Wait for its end, or cancel it and resume it then.";
    throw new PatchbayError("conflict", words);
  }
  if (head.parentId !== null) {
    throw new PatchbayError("conflict", "This run is a part of another one. Resume the run that it belongs to.");
  }
  const steps = Steps.parse((await pool.query(pastSteps(ask))).rows);
  return {
    ...head,
    steps: new Map(
      steps.map(({ nodeId, status, hasOutput, isLost }) => [nodeId, { status, hasOutput, isLost: isLost ?? false }]),
    ),
  };
}
