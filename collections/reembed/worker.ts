import { setTimeout as sleep } from "node:timers/promises";
import { asPatchbayError } from "../../lib/errors.ts";
import { topics } from "../../lib/messages.ts";
import type { Broker } from "../../platform/broker/broker.ts";
import type { Log } from "../../platform/log.ts";
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
export async function startReembedding(deps: Deps): Promise<{ close(): Promise<void> }> {
  const { pool, log, leaseSeconds = 30, pollMs = 10_000 } = deps;
  const stop = new AbortController();
  let woken = Promise.withResolvers<void>();

  async function loop(): Promise<void> {
    while (!stop.signal.aborted) {
      const collection = await claim();
      if (collection) await work(deps, { collection, leaseSeconds, stop: stop.signal });
      else await rest();
    }
  }

  async function claim(): Promise<ClaimedCollection | undefined> {
    try {
      const { rows } = await pool.query<ClaimedCollection>(claimReembedding({ leaseSeconds }));
      return rows[0];
    } catch (error) {
      log.warn({ err: error }, "collections to embed anew cannot be claimed; retrying");
      return undefined;
    }
  }

  async function rest(): Promise<void> {
    const timer = new AbortController();
    await Promise.race([woken.promise, sleep(pollMs, undefined, { signal: timer.signal, ref: false }).catch(() => {})]);
    timer.abort();
    woken = Promise.withResolvers<void>();
  }

  const listening = await deps.broker.listen({ topics: [topics.documents], handle: () => woken.resolve() });
  const looping = loop();
  return {
    async close() {
      stop.abort();
      woken.resolve();
      await listening.close();
      await looping;
    },
  };
}

type Task = { collection: ClaimedCollection; leaseSeconds: number; stop: AbortSignal };

async function work(deps: Deps, { collection, leaseSeconds, stop }: Task): Promise<void> {
  const { pool, log } = deps;
  const { id, token, attempts } = collection;
  const lost = new AbortController();
  const heartbeat = setInterval(
    async () => {
      const renewed = await pool
        .query(renewReembedding({ id, token, leaseSeconds, advanced: false }))
        .catch(() => undefined);
      if (renewed?.rowCount === 0) lost.abort(new ReembeddingLost());
    },
    (leaseSeconds * 1000) / 3,
  );
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
    await reembed(deps, { collection, leaseSeconds, signal: AbortSignal.any([stop, lost.signal]) });
    log.info({ collectionId: id }, "a collection has been embedded anew");
  } catch (thrown) {
    if (thrown instanceof ReembeddingLost || lost.signal.aborted) return;
    if (stop.aborted) return void (await giveBack(0, null));
    const error = asPatchbayError(thrown);
    const mayPass = (error.canRetry || error.code === "internal") && attempts < MAX_ATTEMPTS;
    log.warn({ err: error, collectionId: id, mayPass }, "a collection could not be embedded anew");
    const seconds = Math.max((error.retryAfterMs ?? 0) / 1000, 2 ** attempts * (0.5 + Math.random() / 2));
    await giveBack(mayPass ? seconds : 0, mayPass ? null : error.userMessage);
  } finally {
    clearInterval(heartbeat);
  }
}
