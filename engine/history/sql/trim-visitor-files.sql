-- Deletes uploads of visitors that were never sent: those of six hours ago, and of links that open nothing any more; at most so
-- many. Their files follow. Answers how many.
--
--   :limit  how many at most
WITH gone AS (
  DELETE FROM "VisitorFile" WHERE "fileId" IN (
    SELECT v."fileId" FROM "VisitorFile" v JOIN "ShareLink" l ON l.id = v."shareLinkId"
    WHERE v."sentAt" IS NULL
      AND (v."createdAt" < now() - interval '6 hours' OR l."revokedAt" IS NOT NULL OR l."expiresAt" < now())
    ORDER BY v."fileId" LIMIT :limit::int
    FOR UPDATE OF v SKIP LOCKED
  ) RETURNING 1
)
SELECT count(*)::int AS count FROM gone
