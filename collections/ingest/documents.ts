/**
 * Ingests uploaded documents: claims them, and has each one read, split, embedded and written (ingest.ts). The document's
 * row decides everything: a lost wake-up delays it by one poll, and the lease of a killed worker expires.
 */
import { setTimeout as sleep } from "node:timers/promises";
import { asPatchbayError } from "../../lib/errors.ts";
import { topics } from "../../lib/messages.ts";
import type { Broker } from "../../platform/broker/broker.ts";
import type { Log } from "../../platform/log.ts";
import { replaceDocuments } from "../replace-documents.ts";
import { type ClaimedDocument, type IngestDeps, ingestDocument, LeaseLost } from "./ingest.ts";
import { claimDocuments, endDocument, failAbandoned, renewLease, requeueDocument } from "./sql/documents.ts";

export type IngestionDeps = IngestDeps & {
  broker: Pick<Broker, "listen">;
  log: Pick<Log, "info" | "warn" | "error">;
  /** Documents at a time. Embedding keeps the cores busy; the second one reads and splits meanwhile. */
  concurrency?: number;
  leaseSeconds?: number;
  pollMs?: number;
};

/** A document whose worker crashed, or whose provider was busy, this often without any progress has failed. */
const MAX_ATTEMPTS = 5;

export async function startDocumentIngestion(deps: IngestionDeps): Promise<{ close(): Promise<void> }> {
  const { pool, log, concurrency = 2, leaseSeconds = 15, pollMs = 10_000 } = deps;
  const stop = new AbortController();
  const atWork = new Set<Promise<void>>();
  let woken = Promise.withResolvers<void>();
  const wake = () => woken.resolve();

  async function loop(): Promise<void> {
    while (!stop.signal.aborted) {
      const free = concurrency - atWork.size;
      const claimed = free > 0 ? await claim(free) : [];
      for (const document of claimed) {
        const work = ingest(deps, { document, leaseSeconds, stop: stop.signal })
          .catch((error: unknown) =>
            log.error(
              { err: error, documentId: document.id },
              "a document could not be processed; its lease will expire",
            ),
          )
          .finally(() => {
            atWork.delete(work);
            wake();
          });
        atWork.add(work);
      }
      await rest();
    }
  }

  async function claim(count: number): Promise<ClaimedDocument[]> {
    try {
      await pool.query(failAbandoned);
      const { rows } = await pool.query<ClaimedDocument>({ ...claimDocuments, values: [count, leaseSeconds] });
      return rows;
    } catch (error) {
      log.warn({ err: error }, "documents cannot be claimed; retrying");
      return [];
    }
  }

  /** Until the wake-up, a finished document or the next poll. */
  async function rest(): Promise<void> {
    const timer = new AbortController();
    await Promise.race([woken.promise, sleep(pollMs, undefined, { signal: timer.signal, ref: false }).catch(() => {})]);
    timer.abort();
    woken = Promise.withResolvers<void>();
  }

  const listening = await deps.broker.listen({ topics: [topics.documents], handle: wake });
  const looping = loop();
  return {
    async close() {
      stop.abort();
      wake();
      await listening.close();
      await looping;
      await Promise.all(atWork);
    },
  };
}

type Task = { document: ClaimedDocument; leaseSeconds: number; stop: AbortSignal };

async function ingest(deps: IngestionDeps, { document, leaseSeconds, stop }: Task): Promise<void> {
  const { pool } = deps;
  const { id, token } = document;
  const lost = new AbortController();
  const heartbeat = setInterval(
    async () => {
      const renewed = await pool.query({ ...renewLease, values: [id, token, leaseSeconds] }).catch(() => undefined);
      if (renewed?.rowCount === 0) lost.abort(new LeaseLost());
    },
    (leaseSeconds * 1000) / 3,
  );
  try {
    if (document.attempts > MAX_ATTEMPTS) {
      await end(
        deps,
        document,
        `This file could not be processed: ${MAX_ATTEMPTS} attempts made no progress. Upload it again, or save it in another format.`,
      );
      return;
    }
    await ingestDocument(deps, document, AbortSignal.any([stop, lost.signal]));
    await succeed(deps, document);
  } catch (error) {
    if (error instanceof LeaseLost || lost.signal.aborted) return;
    if (stop.aborted) await pool.query({ ...requeueDocument, values: [id, token, 0, 1] });
    else await failOrRetry(deps, document, error);
  } finally {
    clearInterval(heartbeat);
  }
}

async function failOrRetry(deps: IngestionDeps, document: ClaimedDocument, thrown: unknown): Promise<void> {
  const error = asPatchbayError(thrown);
  const { id, token, attempts } = document;
  // An unexpected error (a dropped connection) is retried as much as a busy provider.
  const mayPass = error.canRetry || error.code === "internal";
  if (!mayPass || attempts >= MAX_ATTEMPTS) {
    deps.log.warn({ err: error, documentId: id }, "a document could not be ingested");
    await end(deps, document, error.userMessage);
    return;
  }
  const seconds = Math.max((error.retryAfterMs ?? 0) / 1000, 2 ** attempts * (0.5 + Math.random() / 2));
  deps.log.info({ err: error, documentId: id, seconds }, "a document will be retried");
  await deps.pool.query({ ...requeueDocument, values: [id, token, seconds, 0] });
}

async function succeed(deps: IngestionDeps, document: ClaimedDocument): Promise<void> {
  if (!document.replaces) return end(deps, document, null);
  const { id: documentId, token, collectionId } = document;
  await replaceDocuments(deps, { collection: { ...document, id: collectionId }, documentId }, async (client) => {
    const { rowCount } = await client.query({ ...endDocument, values: [documentId, token, "ready", null] });
    return rowCount === 1;
  });
}

async function end({ pool }: IngestionDeps, { id, token }: ClaimedDocument, error: string | null): Promise<void> {
  await pool.query({ ...endDocument, values: [id, token, error === null ? "ready" : "failed", error] });
}
