-- Deletes conversations of share links that have been revoked or are over, at most so many; their runs stay. Answers how many.
--
--   :limit  how many at most
WITH gone AS (
  DELETE FROM "Conversation" WHERE id IN (
    SELECT c.id FROM "Conversation" c JOIN "ShareLink" l ON l.id = c."shareLinkId"
    WHERE l."revokedAt" IS NOT NULL OR l."expiresAt" < now()
    ORDER BY c.id LIMIT :limit::int
    FOR UPDATE OF c SKIP LOCKED
  ) RETURNING 1
)
SELECT count(*)::int AS count FROM gone
