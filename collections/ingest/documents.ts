/**
 * Ingests uploaded documents: claims them, and has each one read, split, embedded and written (ingest.ts). The document's
 * row decides everything: a lost wake-up delays it by one poll, and the lease of a killed worker expires.
 */
import { asPatchbayError } from "../../lib/errors.ts";
import type { Broker } from "../../platform/broker/broker.ts";
import type { Log } from "../../platform/log.ts";
import { holdLease, startClaimLoop } from "../claim-loop.ts";
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

export function startDocumentIngestion(deps: IngestionDeps): Promise<{ close(): Promise<void> }> {
  const { pool, broker, log, concurrency = 2, leaseSeconds = 15, pollMs = 10_000 } = deps;
  return startClaimLoop({
    ...{ broker, log, pollMs, concurrency, what: "documents" },
    async claim(count) {
      await pool.query(failAbandoned);
      return (await pool.query<ClaimedDocument>({ ...claimDocuments, values: [count, leaseSeconds] })).rows;
    },
    work: (document, stop) => ingest(deps, { document, leaseSeconds, stop }),
  });
}

type Task = { document: ClaimedDocument; leaseSeconds: number; stop: AbortSignal };

async function ingest(deps: IngestionDeps, { document, leaseSeconds, stop }: Task): Promise<void> {
  const { pool } = deps;
  const { id, token } = document;
  using lease = holdLease({
    seconds: leaseSeconds,
    renew: async () => (await pool.query({ ...renewLease, values: [id, token, leaseSeconds] })).rowCount,
    lost: () => new LeaseLost(),
  });
  try {
    if (document.attempts > MAX_ATTEMPTS) {
      await end(
        deps,
        document,
        `This file could not be processed: ${MAX_ATTEMPTS} attempts made no progress. Upload it again, or save it in another format.`,
      );
      return;
    }
    await ingestDocument(deps, document, AbortSignal.any([stop, lease.signal]));
    await succeed(deps, document);
  } catch (error) {
    if (error instanceof LeaseLost || lease.signal.aborted) return;
    if (stop.aborted) await pool.query({ ...requeueDocument, values: [id, token, 0, 1] });
    else await failOrRetry(deps, document, error);
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
