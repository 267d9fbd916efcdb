/** Takes care of batches in every worker, whichever claims one: reads their files, checks their rows, and runs them. */
import type { BatchState } from "../../../lib/batches/batch.ts";
import { asPatchbayError, type ErrorCode, type PatchbayError } from "../../../lib/errors.ts";
import { jsonText } from "../../../platform/database/json-text.ts";
import { keepTaking } from "../keep-taking.ts";
import { restAfter } from "../rest-after.ts";
import { checkBatch, refusedRows } from "./check-batch.ts";
import { type BatchDeps, ClaimedBatch } from "./claimed-batch.ts";
import { type Samples, withSample } from "./rate.ts";
import { readBatch } from "./read-batch.ts";
import { runRows } from "./run-rows.ts";
import { advanceBatch, claimBatches } from "./sql/statements.ts";

const everyMs = 500;
/** While rows of one start and end. */
const busyMs = 100;
const retryMs = 5000;
/** With which another try ends as this one did. */
const final: readonly ErrorCode[] = ["bad_input", "too_large", "not_found"];
const atOnce = 10;

export function runBatches(deps: BatchDeps): { stop(): Promise<void> } {
  const stopped = new AbortController();
  const preparing = new Set<Promise<unknown>>();
  const taking = keepTaking(deps.log, { name: "batches", everyMs, take });

  async function take(): Promise<number> {
    // Each has a whole file in memory.
    const mayPrepare = preparing.size < atOnce;
    const { rows } = await deps.pool.query(claimBatches({ limit: atOnce, mayPrepare }));
    const claimed = rows.flatMap((row) => {
      const { data, error } = ClaimedBatch.safeParse(row);
      // One that is damaged keeps none of the others waiting.
      if (!data) deps.log.error({ err: error, batch: row.id }, "a batch is not as it was kept");
      return data ?? [];
    });
    const moved = await Promise.all(claimed.map((batch) => (isPreparing(batch) ? prepare(batch) : goOn(deps, batch))));
    return moved.some(Boolean) ? busyMs : everyMs;
  }

  /** May take a minute, in which the other batches go on. */
  function prepare(batch: ClaimedBatch): boolean {
    const work = (batch.state === "reading" ? read : check)(deps, batch, stopped.signal)
      .catch((error) =>
        deps.log.error({ err: error, batch: batch.id }, "a batch could not be prepared; it is tried again"),
      )
      .finally(() => preparing.delete(work));
    preparing.add(work);
    return true;
  }

  return {
    async stop() {
      stopped.abort();
      await taking.stop();
      await Promise.all(preparing);
    },
  };
}

const isPreparing = ({ state }: ClaimedBatch) => state === "reading" || state === "checking";

async function read(deps: BatchDeps, batch: ClaimedBatch, signal: AbortSignal): Promise<void> {
  try {
    await readBatch(deps, batch, signal);
  } catch (thrown) {
    if (signal.aborted) return await advance(deps, batch, { to: "reading", restMs: 0 });
    const error = asPatchbayError(thrown);
    if (!final.includes(error.code)) return await tryAgain(deps, batch, thrown);
    await advance(deps, batch, { to: "failed", error });
  }
}

async function check(deps: BatchDeps, batch: ClaimedBatch, signal: AbortSignal): Promise<void> {
  try {
    const refused = await checkBatch(deps, batch, signal);
    if (refused === undefined) return await advance(deps, batch, { to: "checking", restMs: 0 });
    const isStopped = refused > 0 && !batch.skipRefused;
    await advance(
      deps,
      batch,
      isStopped ? { to: "refused", error: refusedRows(refused) } : { to: "running", restMs: 0 },
    );
  } catch (thrown) {
    const error = asPatchbayError(thrown);
    if (error.code !== "bad_input") return await tryAgain(deps, batch, thrown);
    await advance(deps, batch, { to: "refused", error });
  }
}

async function tryAgain(deps: BatchDeps, batch: ClaimedBatch, thrown: unknown): Promise<void> {
  deps.log.error({ err: thrown, batch: batch.id }, "a batch could not be prepared; it is tried again");
  await advance(deps, batch, { to: batch.state, error: asPatchbayError(thrown), restMs: retryMs });
}

/** Answers whether rows started or ended. */
async function goOn(deps: BatchDeps, batch: ClaimedBatch): Promise<boolean> {
  try {
    const { isDone, moved, ended, halt } = await runRows(deps, batch);
    if (halt) deps.log.warn({ err: halt, batch: batch.id }, "a row of a batch was not accepted; it is tried again");
    const restMs = halt ? restAfter(halt) : moved ? busyMs : everyMs;
    const samples = withSample(batch.samples, Date.now(), ended);
    await advance(deps, batch, { to: isDone ? "done" : batch.state, samples, error: halt, restMs });
    return moved;
  } catch (thrown) {
    deps.log.error({ err: thrown, batch: batch.id }, "a batch could not go on; it is tried again");
    await advance(deps, batch, { to: batch.state, error: asPatchbayError(thrown), restMs: retryMs });
    return false;
  }
}

type Advance = { to: BatchState; samples?: Samples; error?: PatchbayError | undefined; restMs?: number };

async function advance({ pool }: BatchDeps, batch: ClaimedBatch, { to, samples, error, restMs = 0 }: Advance) {
  const { id, claim, state: from } = batch;
  const kept = jsonText(samples ?? batch.samples);
  await pool.query(advanceBatch({ id, claim, from, to, samples: kept, error: error?.userMessage, restMs }));
}
