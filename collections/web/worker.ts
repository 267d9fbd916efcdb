import { asPatchbayError } from "../../lib/errors.ts";
import type { Broker } from "../../platform/broker/broker.ts";
import type { Log } from "../../platform/log.ts";
import { holdLease, startClaimLoop } from "../claim-loop.ts";
import { refreshSource } from "./refresh.ts";
import { type ClaimedSource, type RefreshDeps, SourceLost } from "./source.ts";
import { claimWebSource, closeRound, postponeWebSource, renewWebSource } from "./sql/statements.ts";

type Deps = RefreshDeps & {
  broker: Pick<Broker, "listen" | "publish">;
  log: Pick<Log, "info" | "warn" | "error">;
  concurrency?: number;
  leaseSeconds?: number;
  pollMs?: number;
};

/** A refresh that made no progress so often is given up until the next one. */
const MAX_ATTEMPTS = 5;

/** Refreshes the sources that are due. */
export function startWebSources(deps: Deps): Promise<{ close(): Promise<void> }> {
  const { pool, broker, log, concurrency = 4, leaseSeconds = 30, pollMs = 10_000 } = deps;
  return startClaimLoop({
    ...{ broker, log, pollMs, concurrency, what: "pages of the web" },
    claim: async (count) => (await pool.query<ClaimedSource>(claimWebSource({ count, leaseSeconds }))).rows,
    work: (source, stop) => work(deps, { source, leaseSeconds, stop }),
  });
}

type Task = { source: ClaimedSource; leaseSeconds: number; stop: AbortSignal };

async function work(deps: Deps, { source, leaseSeconds, stop }: Task): Promise<void> {
  const { pool, log } = deps;
  const { id, token, attempts } = source;
  using lease = holdLease({
    seconds: leaseSeconds,
    renew: async () => (await pool.query(renewWebSource({ id, token, leaseSeconds }))).rowCount,
    lost: () => new SourceLost(),
  });
  try {
    if (attempts > MAX_ATTEMPTS) {
      const error = `${MAX_ATTEMPTS} attempts made no progress. Refresh it again later.`;
      return void (await pool.query(closeRound({ id, token, error })));
    }
    await refreshSource(deps, source, AbortSignal.any([stop, lease.signal]));
    log.info({ sourceId: id }, "pages of the web have been refreshed");
  } catch (thrown) {
    if (thrown instanceof SourceLost || lease.signal.aborted) return;
    if (stop.aborted) return void (await pool.query(postponeWebSource({ id, token, seconds: 0, forgiven: 1 })));
    const error = asPatchbayError(thrown);
    const mayPass = (error.canRetry || error.code === "internal") && attempts < MAX_ATTEMPTS;
    log.warn({ err: error, sourceId: id, mayPass }, "pages of the web could not be refreshed");
    if (!mayPass) return void (await pool.query(closeRound({ id, token, error: error.userMessage })));
    const seconds = Math.max((error.retryAfterMs ?? 0) / 1000, 2 ** attempts * (0.5 + Math.random() / 2));
    await pool.query(postponeWebSource({ id, token, seconds, forgiven: 0 }));
  }
}
