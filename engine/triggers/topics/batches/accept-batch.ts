import { z } from "zod";
import { PatchbayError } from "../../../../lib/errors.ts";
import type { Values } from "../../../../lib/run.ts";
import { type StartDeps, startRun } from "../../../queue/enqueue/start-run.ts";
import type { TriggerSource } from "../../trigger-source.ts";
import type { Claim } from "../claims.ts";
import { newestRunOfBatch, runOfBatch } from "../sql/statements.ts";
import type { AcceptedBatch, BatchStart } from "./batch-runs.ts";

export type BatchPlace = { claim: Claim; logId: string; start: BatchStart; attempt: number };
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

const Found = z.object({ id: z.string(), key: z.string(), next: z.string().transform(BigInt) });
type Found = AcceptedBatch & { timestamp: number | undefined };

export async function findBatch({ pool }: Pick<StartDeps, "pool">, at: BatchPlace): Promise<Found | undefined> {
  const { pipelineId } = at.claim;
  const key = keyOf(at);
  const isExact = isOurs(at) || at.start.timestamp !== undefined;
  const { rows } = await pool.query(
    isExact ? runOfBatch({ pipelineId, key }) : newestRunOfBatch({ pipelineId, key, last: `${key}${latest}` }),
  );
  const found = Found.optional().parse(rows[0]);
  if (!found) return undefined;
  const timestamp = isOurs(at) ? undefined : Number(found.key.slice(found.key.lastIndexOf(" ") + 1));
  return { id: found.id, next: found.next, created: false, timestamp };
}

/** Behind all times that events have. */
const latest = "9".repeat(20);
const isOurs = ({ logId }: BatchPlace) => logId.startsWith("own/");

/** As of events: in a topic that may have been made anew under its name, the first event's time belongs to its place. */
function keyOf(at: BatchPlace): string {
  const { claim, logId, start, attempt } = at;
  const place = `topic ${claim.nodeId} ${logId} ${claim.partition}/${start.offset} batch`;
  const key = attempt === 1 ? place : `${place} attempt ${attempt}`;
  return isOurs(at) ? key : `${key} of ${start.timestamp ?? ""}`;
}
