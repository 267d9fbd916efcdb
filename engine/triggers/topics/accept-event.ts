import { PatchbayError } from "../../../lib/errors.ts";
import type { Values } from "../../../lib/run.ts";
import type { TopicEvent } from "../../../platform/topics/topic-log.ts";
import { type StartDeps, startRun } from "../../queue/enqueue/start-run.ts";
import type { TriggerSource } from "../trigger-source.ts";
import type { Claim } from "./claims.ts";
import type { AcceptedRun } from "./event-work.ts";
import { runOfEvent } from "./sql/statements.ts";

type Ask = { claim: Claim; source: TriggerSource; logId: string; values: Values; attempt: number };

/** The run of the event, which has one by its place in its log, whichever worker or version asks; undefined without a pipeline. */
export async function acceptEvent(deps: StartDeps, event: TopicEvent, ask: Ask): Promise<AcceptedRun | undefined> {
  const { claim, source, logId, values: inputs, attempt } = ask;
  const { workspaceId, pipelineId, nodeId, versionNumber, snapshotId } = claim;
  const place = `topic ${nodeId} ${placeOf(logId, event)}`;
  const idempotencyKey = attempt === 1 ? place : `${place} attempt ${attempt}`;
  try {
    const run = { workspaceId, pipelineId, versionNumber, triggerNode: nodeId, trigger: source.runTrigger };
    return await startRun(deps, { ...run, graph: { snapshotId }, inputs, idempotencyKey });
  } catch (thrown) {
    if (!(thrown instanceof PatchbayError)) throw thrown;
    if (thrown.code === "not_found") return undefined;
    if (thrown.code !== "conflict") throw thrown;
    // Another version had begun it, and read the value in another way.
    const { rows } = await deps.pool.query<{ id: string }>(runOfEvent({ pipelineId, key: idempotencyKey }));
    return rows[0] && { id: rows[0].id, created: false };
  }
}

/**
 * Names the event among all. The id of a topic of ours is another one when it is made anew; of others we know the name alone, and
 * the event's time tells its former event at that place apart.
 */
function placeOf(logId: string, { partition, offset, timestamp }: TopicEvent): string {
  const place = `${logId} ${partition}/${offset}`;
  return logId.startsWith("own/") ? place : `${place} of ${timestamp}`;
}
