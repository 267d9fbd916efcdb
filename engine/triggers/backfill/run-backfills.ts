/** Starts the runs of backfills, so many at a time, in every worker: whichever claims one. */
import { z } from "zod";
import { asPatchbayError, PatchbayError } from "../../../lib/errors.ts";
import type { Log } from "../../../platform/log.ts";
import { type StartDeps, startRun } from "../../queue/enqueue/start-run.ts";
import { keepTaking } from "../keep-taking.ts";
import { restAfter } from "../rest-after.ts";
import { TriggerSettings } from "../trigger-source.ts";
import { takeTime } from "./backfill-times.ts";
import { advanceBackfill, claimBackfills } from "./sql/statements.ts";

type Deps = StartDeps & { log: Log };

const everyMs = 500;
const atOnce = 10;

const Claimed = z.object({
  id: z.string(),
  workspaceId: z.string(),
  pipelineId: z.string(),
  nodeId: z.string(),
  versionNumber: z.number(),
  snapshotId: z.string(),
  settings: TriggerSettings,
  concurrency: z.number(),
  again: z.boolean(),
  claim: z.number(),
  next: z.number().nullable(),
  to: z.number(),
  open: z.array(z.string()),
});
type Claimed = z.infer<typeof Claimed>;
/** How far a worker came with one that it has claimed. */
type Progress = { next: number | null; open: string[]; started: number; skipped: number };

export function runBackfills(deps: Deps): { stop(): Promise<void> } {
  return keepTaking(deps.log, { name: "backfills", everyMs, take: () => takeBackfills(deps) });
}

async function takeBackfills(deps: Deps): Promise<number> {
  const claimed = z.array(Claimed).parse((await deps.pool.query(claimBackfills({ limit: atOnce }))).rows);
  await Promise.all(claimed.map((one) => goOn(deps, one)));
  return everyMs;
}

async function goOn(deps: Deps, backfill: Claimed): Promise<void> {
  const { id, claim } = backfill;
  const progress: Progress = { next: backfill.next, open: [...backfill.open], started: 0, skipped: 0 };
  let failure: PatchbayError | undefined;
  try {
    await startNext(deps, backfill, progress);
  } catch (thrown) {
    failure = asPatchbayError(thrown);
    deps.log.warn({ err: failure, backfill: id }, "a run of a backfill was not accepted; it is tried again");
  }
  const restMs = failure ? restAfter(failure) : everyMs;
  await deps.pool.query(advanceBackfill({ id, claim, ...progress, error: failure?.userMessage, restMs }));
}

/** A time counts as taken when its run is on disk; after a crash it is taken again and finds its run by its key. */
async function startNext(deps: Deps, backfill: Claimed, progress: Progress): Promise<void> {
  const { id, pipelineId, nodeId, settings, concurrency, again, to } = backfill;
  // Times that have runs already are passed over in portions, so that a claim does not run out.
  while (progress.next !== null && progress.open.length < concurrency && progress.skipped < 200) {
    const { event, next } = takeTime({ pipelineId, nodeId, settings }, progress.next);
    const run = await start(deps, backfill, { ...event, key: again ? `backfill ${id} ${event.key}` : event.key });
    if (run?.created) {
      progress.open.push(run.id);
      progress.started += 1;
    } else {
      progress.skipped += 1;
      // A worker that died started it and could not note it, or the schedule itself did.
      if (run && (await isOpen(deps, run.id))) progress.open.push(run.id);
    }
    progress.next = next !== undefined && next < to ? next : null;
  }
}

async function isOpen({ pool }: Deps, runId: string): Promise<boolean> {
  const query = { name: "run-of-backfill", text: `SELECT 1 FROM "Queue" WHERE "runId" = $1`, values: [runId] };
  return (await pool.query(query)).rows.length > 0;
}

/** Undefined when the time has a run, which another version had begun with other values. */
async function start(deps: Deps, backfill: Claimed, { key, values }: ReturnType<typeof takeTime>["event"]) {
  const { workspaceId, pipelineId, nodeId, versionNumber, snapshotId } = backfill;
  const ask = { workspaceId, pipelineId, versionNumber, triggerNode: nodeId, trigger: "schedule" } as const;
  try {
    return await startRun(deps, { ...ask, graph: { snapshotId }, inputs: values, idempotencyKey: key });
  } catch (thrown) {
    if (thrown instanceof PatchbayError && thrown.code === "conflict") return undefined;
    throw thrown;
  }
}
