import { asPatchbayError } from "../../lib/errors.ts";
import type { Broker } from "../../platform/broker/broker.ts";
import type { Log } from "../../platform/log.ts";
import { holdLease, startClaimLoop } from "../claim-loop.ts";
import { type ClaimedCollection, type ReembedDeps, ReembeddingLost, reembed } from "./reembed.ts";
import { claimReembedding, postponeReembedding, renewReembedding } from "./sql/statements.ts";

type Deps = ReembedDeps & {
  broker: Pick<Broker, "listen">;
  log: Pick<Log, "info" | "warn" | "error">;
  leaseSeconds?: number;
  pollMs?: number;
};

/** A change of model that made no progress so often stands until it is asked for again. */
const MAX_ATTEMPTS = 5;

/** One collection at a time; ends with its process, and another worker goes on when the lease is over. */
export function startReembedding(deps: Deps): Promise<{ close(): Promise<void> }> {
  const { pool, broker, log, leaseSeconds = 30, pollMs = 10_000 } = deps;
  return startClaimLoop({
    ...{ broker, log, pollMs, concurrency: 1, what: "collections to embed anew" },
    claim: async () => (await pool.query<ClaimedCollection>(claimReembedding({ leaseSeconds }))).rows,
    work: (collection, stop) => work(deps, { collection, leaseSeconds, stop }),
  });
}

type Task = { collection: ClaimedCollection; leaseSeconds: number; stop: AbortSignal };

async function work(deps: Deps, { collection, leaseSeconds, stop }: Task): Promise<void> {
  const { pool, log } = deps;
  const { id, token, attempts } = collection;
  using lease = holdLease({
    seconds: leaseSeconds,
    renew: async () => (await pool.query(renewReembedding({ id, token, leaseSeconds, advanced: false }))).rowCount,
    lost: () => new ReembeddingLost(),
  });
  const giveBack = (seconds: number, error: string | null) =>
    pool.query(postponeReembedding({ id, token, seconds, error })).catch((failed: unknown) => {
      log.warn({ err: failed, collectionId: id }, "the lease of an embedding could not be given back; it will expire");
    });
  try {
    // Its workers ended without a word, as when the machine has no memory left: a further one would end the same way.
    if (attempts > MAX_ATTEMPTS) {
      const error = `${MAX_ATTEMPTS} attempts made no progress. Choose the embedding again, or another one.`;
      return void (await giveBack(0, error));
    }
    await reembed(deps, { collection, leaseSeconds, signal: AbortSignal.any([stop, lease.signal]) });
    log.info({ collectionId: id }, "a collection has been embedded anew");
  } catch (thrown) {
    if (thrown instanceof ReembeddingLost || lease.signal.aborted) return;
    if (stop.aborted) return void (await giveBack(0, null));
    const error = asPatchbayError(thrown);
    const mayPass = (error.canRetry || error.code === "internal") && attempts < MAX_ATTEMPTS;
    log.warn({ err: error, collectionId: id, mayPass }, "a collection could not be embedded anew");
    const seconds = Math.max((error.retryAfterMs ?? 0) / 1000, 2 ** attempts * (0.5 + Math.random() / 2));
    await giveBack(mayPass ? seconds : 0, mayPass ? null : error.userMessage);
  }
}
