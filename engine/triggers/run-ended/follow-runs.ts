/** Starts the runs of pipelines that follow others, in every worker: whichever claims a run that ended first. */
import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import { asPatchbayError, PatchbayError } from "../../../lib/errors.ts";
import type { Values } from "../../../lib/run.ts";
import type { RunOutcome } from "../../../lib/views/run-views.ts";
import type { Log } from "../../../platform/log.ts";
import { type StartDeps, startRun } from "../../queue/enqueue/start-run.ts";
import { restAfter } from "../rest-after.ts";
import { claimEnded, settleEnded } from "./sql/statements.ts";

type Deps = StartDeps & {
  log: Log;
  /** The run that ended, with all of its output. Throws `not_found` when it was deleted. */
  readEnded(workspaceId: string, runId: string): Promise<RunOutcome>;
};

const everyMs = 500;
const atOnce = 50;

const Ended = z.object({
  pipelineId: z.string(),
  nodeId: z.string(),
  runId: z.string(),
  isOn: z.boolean(),
  workspaceId: z.string().nullable(),
  versionNumber: z.number().nullable(),
  snapshotId: z.string().nullable(),
});
type Ended = z.infer<typeof Ended>;

export function followRuns(deps: Deps): { stop(): Promise<void> } {
  const stopped = new AbortController();
  const ended = (async () => {
    while (!stopped.signal.aborted) {
      const count = await takeEnded(deps).catch((error) => {
        deps.log.error({ err: error }, "runs that ended could not be looked at; they are in a moment");
        return 0;
      });
      if (count < atOnce) await sleep(everyMs, undefined, { signal: stopped.signal }).catch(() => {});
    }
  })();
  return {
    stop: async () => {
      stopped.abort();
      await ended;
    },
  };
}

async function takeEnded(deps: Deps): Promise<number> {
  const ended = z.array(Ended).parse((await deps.pool.query(claimEnded({ limit: atOnce }))).rows);
  await Promise.all(ended.map((one) => follow(deps, one)));
  return ended.length;
}

/** The run is on disk before the end that it follows is done with; a worker that dies in between has it found by its key. */
async function follow(deps: Deps, ended: Ended): Promise<void> {
  const { pipelineId, nodeId, runId } = ended;
  const settle = async (come: { started?: string; events: number; error?: string; retryMs?: number }) =>
    void (await deps.pool.query(settleEnded({ pipelineId, nodeId, runId, ...noted, ...come })));
  try {
    const run = await startFollower(deps, ended);
    await settle({ events: run?.created ? 1 : 0, ...(run ? { started: run.id } : {}) });
  } catch (thrown) {
    const failure = asPatchbayError(thrown);
    deps.log.warn(
      { err: failure, pipelineId, nodeId, runId },
      "the run that follows was not accepted; it is tried again",
    );
    await settle({ events: 0, error: failure.userMessage, retryMs: restAfter(failure) });
  }
}

const noted = { started: undefined, error: undefined, retryMs: undefined };

/** Undefined when there is nothing to start: the pipeline was switched off meanwhile, or the run was deleted. */
async function startFollower(deps: Deps, ended: Ended): Promise<{ id: string; created: boolean } | undefined> {
  const { pipelineId, nodeId, runId, isOn, workspaceId, versionNumber, snapshotId } = ended;
  if (!isOn || workspaceId === null || versionNumber === null || snapshotId === null) return undefined;
  const inputs = await eventOf(deps, workspaceId, runId);
  if (!inputs) return undefined;
  const ask = { workspaceId, pipelineId, versionNumber, triggerNode: nodeId, trigger: "run-ended" } as const;
  try {
    const idempotencyKey = `run-ended ${nodeId} ${runId}`;
    return await startRun(deps, { ...ask, graph: { snapshotId }, inputs, idempotencyKey });
  } catch (thrown) {
    // It has a run, which another version, or another name of the pipeline, had begun with other values.
    if (thrown instanceof PatchbayError && thrown.code === "conflict") return undefined;
    throw thrown;
  }
}

async function eventOf(deps: Deps, workspaceId: string, runId: string): Promise<Values | undefined> {
  const found = await deps.readEnded(workspaceId, runId).catch((thrown) => {
    if (thrown instanceof PatchbayError && thrown.code === "not_found") return undefined;
    throw thrown;
  });
  if (!found) return undefined;
  const { status, output, error, pipelineId } = found;
  const query = { name: "name-of-pipeline", text: `SELECT name FROM "Pipeline" WHERE id = $1`, values: [pipelineId] };
  const { rows } = await deps.pool.query<{ name: string }>(query);
  return {
    ...{ runId, status, pipeline: rows[0]?.name ?? "" },
    ...(status === "succeeded" ? { output: output ?? {} } : {}),
    ...(error === null ? {} : { error: { ...error } }),
  };
}
