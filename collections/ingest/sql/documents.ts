// The statements by which a worker takes a document in. Leases go by the database's clock; `token` fences: a worker
// that lost its lease updates no row, and stops.

/**
 * Claims waiting documents, and those whose worker has lost its lease. Workspaces with fewer documents at work come
 * first, so that a thousand uploads of one do not keep the others waiting; documents of people come before examples, which
 * a first start has many of.
 * $1 how many · $2 lease in seconds
 */
export const claimDocuments = {
  name: "claim-documents",
  text: `
    WITH busy AS (
      SELECT c."workspaceId", count(*) AS documents
      FROM "Document" d JOIN "Collection" c ON c.id = d."collectionId"
      WHERE d.status = 'processing' AND d."leaseUntil" >= now() GROUP BY 1
    )
    UPDATE "Document" d
    SET status = 'processing', token = d.token + 1, attempts = d.attempts + 1, error = NULL, "updatedAt" = now(),
        "leaseUntil" = now() + make_interval(secs => $2)
    FROM "Collection" c
    WHERE c.id = d."collectionId" AND d.id IN (
      SELECT w.id FROM "Document" w
      JOIN "Collection" k ON k.id = w."collectionId" LEFT JOIN busy ON busy."workspaceId" = k."workspaceId"
      WHERE w."fileId" IS NOT NULL
        AND (w.status = 'queued' AND (w."leaseUntil" IS NULL OR w."leaseUntil" < now())
             OR w.status = 'processing' AND w."leaseUntil" < now())
      ORDER BY coalesce(busy.documents, 0), k."exampleKey" IS NOT NULL, w."createdAt" LIMIT $1 FOR UPDATE OF w SKIP LOCKED)
    RETURNING d.id, d.token, d.attempts, d."fileId", d.name, d."chunksDone", d."chunksTotal", d."collectionId",
      c."workspaceId", c.driver, c.settings, c.dimensions, c."embeddingModel", c.generation, d.metadata AS given, d."chunkSize", d."chunkUnit",
      d.columns, d."rowOf", d.replaces`,
};

/** $1 document · $2 token · $3 lease in seconds */
export const renewLease = {
  name: "renew-document-lease",
  text: `UPDATE "Document" SET "leaseUntil" = now() + make_interval(secs => $3) WHERE id = $1 AND token = $2`,
};

/** $1 document · $2 token · $3 chunks in all */
export const startChunks = {
  name: "start-document-chunks",
  text: `UPDATE "Document" SET "chunksTotal" = $3, "chunksDone" = 0, "updatedAt" = now() WHERE id = $1 AND token = $2`,
};

/** Progress also forgives earlier attempts. $1 document · $2 token · $3 chunks done */
export const advanceDocument = {
  name: "advance-document",
  text: `UPDATE "Document" SET "chunksDone" = $3, attempts = 1, "updatedAt" = now() WHERE id = $1 AND token = $2`,
};

/** $1 document · $2 token · $3 ready | failed · $4 error */
export const endDocument = {
  name: "end-document",
  text: `
    UPDATE "Document" SET status = $3, error = $4, "leaseUntil" = NULL, attempts = 0, "updatedAt" = now()
    WHERE id = $1 AND token = $2`,
};

/** Puts it back into the queue, for a while from now. $1 document · $2 token · $3 seconds to wait · $4 attempts to forgive */
export const requeueDocument = {
  name: "requeue-document",
  text: `
    UPDATE "Document"
    SET status = 'queued', attempts = attempts - $4, "leaseUntil" = now() + make_interval(secs => $3), "updatedAt" = now()
    WHERE id = $1 AND token = $2`,
};

/** Documents which a run was adding when it ended: no file to go on from. */
export const failAbandoned = {
  name: "fail-abandoned-documents",
  text: `
    UPDATE "Document"
    SET status = 'failed', "leaseUntil" = NULL, error = 'The run that was adding this ended before it was done. Run it again.'
    WHERE "fileId" IS NULL AND status = 'processing' AND "leaseUntil" < now()`,
};
