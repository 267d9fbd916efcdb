import { asPatchbayError, PatchbayError } from "../../lib/errors.ts";
import { defined } from "../../lib/values/defined.ts";
import { jsonText } from "../../platform/database/json-text.ts";
import type { Log } from "../../platform/log.ts";
import { type StartDeps, startRun } from "../queue/enqueue/start-run.ts";
import type { ClaimedTrigger } from "./claimed-trigger.ts";
import { restAfter } from "./rest-after.ts";
import { advanceTrigger } from "./sql/statements.ts";
import type { TriggerEvent, TriggerSource, TriggerState } from "./trigger-source.ts";

/** How many events of one trigger a worker takes in a row, so that it looks after the others too. */
const inARow = 100;

type Deps = StartDeps & { log: Log };
type Taken = { state: TriggerState; events: number; runId?: string | undefined; problem?: string | undefined };

/**
 * Takes the events of a claimed trigger that are due, each as one run, and notes how far it has come. An event counts as
 * taken only when its run is on disk; after a crash in between it is taken again and finds its run by its key.
 */
export async function fireTrigger(deps: Deps, trigger: ClaimedTrigger, source: TriggerSource): Promise<void> {
  const { pipelineId, nodeId, claim, revision } = trigger;
  const { taken, failure } = await takeDue(deps, trigger, source);
  if (failure)
    deps.log.warn({ err: failure, pipelineId, nodeId }, "an event of a trigger was not accepted; it is tried again");
  const { state, events, runId, problem } = taken;
  await deps.pool.query(
    advanceTrigger({
      ...{ pipelineId, nodeId, claim, revision, events, runId },
      progress: jsonText(state.progress),
      dueMs: state.dueAt,
      error: failure?.userMessage ?? problem,
      retryMs: failure ? restAfter(failure) : 0,
    }),
  );
}

async function takeDue(deps: Deps, trigger: ClaimedTrigger, source: TriggerSource) {
  const { pipelineId, nodeId, settings, now } = trigger;
  let taken: Taken = { state: { progress: trigger.progress, dueAt: trigger.dueAt }, events: 0 };
  try {
    for (let count = 0; count < inARow && (taken.state.dueAt ?? Number.POSITIVE_INFINITY) <= now; count++) {
      const { event, state, problem } = source.take({ pipelineId, nodeId, settings, state: taken.state }, now);
      const run = event && (await accept(deps, { trigger, source, event }));
      // Also one whose run was there: who began it has not noted it, as a claim that is over notes nothing.
      taken = { state, events: taken.events + (event ? 1 : 0), runId: run?.id ?? taken.runId, problem };
    }
    return { taken };
  } catch (thrown) {
    return { taken, failure: asPatchbayError(thrown) };
  }
}

type Accept = { trigger: ClaimedTrigger; source: TriggerSource; event: TriggerEvent };

/** The run of the event; undefined when it had one before, which another version had begun with other values. */
async function accept(deps: Deps, { trigger, source, event }: Accept) {
  const { workspaceId, pipelineId, nodeId, versionNumber, snapshotId } = trigger;
  const ask = defined({ workspaceId, pipelineId, versionNumber, triggerNode: nodeId, trigger: source.runTrigger });
  try {
    const { values: inputs, key: idempotencyKey } = event;
    return await startRun(deps, { ...ask, graph: { snapshotId }, inputs, idempotencyKey });
  } catch (thrown) {
    if (thrown instanceof PatchbayError && thrown.code === "conflict") return undefined;
    throw thrown;
  }
}
