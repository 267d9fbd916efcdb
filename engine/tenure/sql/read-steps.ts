/**
 * What earlier tenures of a run recorded of its steps: those at the top when $2 is null, else those inside the Map,
 * Loop and Sub-pipeline nodes it names.
 */
export const readSteps = {
  name: "read-steps",
  text: `
    SELECT "nodeId", iteration, status, attempt, output,
           extract(epoch FROM "waitUntil" - now())::float8 * 1000 AS "waitMs",
           coalesce(extract(epoch FROM now() - "startedAt")::float8 * 1000, 0) AS "startedAgoMs",
           "waitUntil" IS NOT NULL OR EXISTS (SELECT FROM "Approval" a WHERE a."runId" = $1) AS "hasWaited"
    FROM "Step"
    WHERE "runId" = $1
      AND CASE WHEN $2::text[] IS NULL THEN strpos("nodeId", '/') = 0
               ELSE strpos("nodeId", '/') > 0 AND split_part("nodeId", '/', 1) = ANY($2) END`,
};

export const readBlobs = {
  name: "read-blobs",
  text: `SELECT id, data FROM "Blob" WHERE id = ANY($1::text[]) AND "workspaceId" = $2`,
};
