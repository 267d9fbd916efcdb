import { z } from "zod";
import { PatchbayError } from "../../../../lib/errors.ts";
import type { Values } from "../../../../lib/run.ts";
import { type StartDeps, startRun } from "../../../queue/enqueue/start-run.ts";
import type { TriggerSource } from "../../trigger-source.ts";
import type { Claim } from "../claims.ts";
import { runOfBatch } from "../sql/statements.ts";
import type { AcceptedBatch } from "./batch-runs.ts";

export type BatchPlace = { claim: Claim; logId: string; start: bigint; attempt: number };
type Ask = BatchPlace & { source: TriggerSource; values: Values; next: bigint };

/**
 * The run of the batch that begins at `start`: the key names where it begins and not where it ends, so that two workers
 * cannot cut the same events in two ways. The run that was first says how far it goes. Undefined without a pipeline.
 */
export async function acceptBatch(deps: StartDeps, ask: Ask): Promise<AcceptedBatch | undefined> {
  const { claim, source, values: inputs, next } = ask;
  const { workspaceId, pipelineId, nodeId, versionNumber, snapshotId } = claim;
  try {
    const run = { workspaceId, pipelineId, versionNumber, triggerNode: nodeId, trigger: source.runTrigger };
    const idempotencyKey = keyOf(ask);
    return { ...(await startRun(deps, { ...run, graph: { snapshotId }, inputs, idempotencyKey })), next };
  } catch (thrown) {
    if (!(thrown instanceof PatchbayError)) throw thrown;
    if (thrown.code === "not_found") return undefined;
    if (thrown.code !== "conflict") throw thrown;
    return await findBatch(deps, ask);
  }
}

const Found = z.object({ id: z.string(), next: z.string().transform(BigInt) });

export async function findBatch({ pool }: Pick<StartDeps, "pool">, at: BatchPlace): Promise<AcceptedBatch | undefined> {
  const { rows } = await pool.query(runOfBatch({ pipelineId: at.claim.pipelineId, key: keyOf(at) }));
  const found = Found.optional().parse(rows[0]);
  return found && { ...found, created: false };
}

function keyOf({ claim, logId, start, attempt }: BatchPlace): string {
  const place = `topic ${claim.nodeId} ${logId} ${claim.partition}/${start} batch`;
  return attempt === 1 ? place : `${place} attempt ${attempt}`;
}
