// A document that a run adds has no file, so no worker takes it over. While it is written it carries a lease of ten
// minutes; what has outlived it is shown as failed (documents.ts `failAbandoned`) until the run's step is tried again.

/** $1 id · $2 collection · $3 name · $4 bytes · $5 chunks in all · $6 the outermost run. Answers with the status: `ready` needs nothing more. */
export const beginAdded = {
  name: "begin-added-document",
  text: `
    INSERT INTO "Document" (id, "collectionId", name, mime, bytes, status, "chunksTotal", "leaseUntil", "addedBy")
    VALUES ($1, $2, $3, 'text/plain', $4, 'processing', $5, now() + interval '10 minutes', $6)
    ON CONFLICT (id) DO UPDATE
      SET status = CASE "Document".status WHEN 'ready' THEN 'ready' ELSE 'processing' END, error = NULL, "addedBy" = excluded."addedBy",
          "leaseUntil" = CASE "Document".status WHEN 'ready' THEN NULL ELSE now() + interval '10 minutes' END
    RETURNING status`,
};

/** What the document has of its workspace's quota; no row when it is not there. $1 id */
export const chunksOfAdded = {
  name: "chunks-of-added-document",
  text: `SELECT CASE status WHEN 'failed' THEN "chunksDone" ELSE "chunksTotal" END AS chunks FROM "Document" WHERE id = $1`,
};

/** $1 id · $2 chunks done */
export const progressAdded = {
  name: "progress-added-document",
  text: `
    UPDATE "Document" SET "chunksDone" = $2, "leaseUntil" = now() + interval '10 minutes', "updatedAt" = now()
    WHERE id = $1`,
};

/** $1 id */
export const endAdded = {
  name: "end-added-document",
  text: `UPDATE "Document" SET status = 'ready', "leaseUntil" = NULL, "updatedAt" = now() WHERE id = $1`,
};
