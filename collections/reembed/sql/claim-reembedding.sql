-- Takes a collection whose vectors are to be made anew, and on which no worker has a lease. The one that waited longest first.
--
--   :leaseSeconds  how long the lease lasts
UPDATE "Collection" SET "embedToken" = "embedToken" + 1, "embedAttempts" = "embedAttempts" + 1,
  "embedLeaseUntil" = now() + make_interval(secs => :leaseSeconds::float8)
WHERE id = (
  SELECT id FROM "Collection"
  WHERE "nextEmbedding" IS NOT NULL AND "embedError" IS NULL AND ("embedLeaseUntil" IS NULL OR "embedLeaseUntil" < now())
  ORDER BY "embedLeaseUntil" NULLS FIRST LIMIT 1 FOR UPDATE SKIP LOCKED)
RETURNING id, "workspaceId", "nextEmbedding" AS next, "embedToken" AS token, "embedAttempts" AS attempts
