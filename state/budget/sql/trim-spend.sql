-- Deletes what was held for calls whose worker has ended: it does not count since. A worker that only lost its run may still
-- count its call, so it is left for an hour.
--
--   :limit  how many at most
DELETE FROM "SpendHold" WHERE id IN (
  SELECT h.id FROM "SpendHold" h
  WHERE h."createdAt" < now() - interval '1 hour' AND NOT EXISTS (
    SELECT FROM "Queue" q WHERE q."runId" = h."runId" AND q.token = h.token AND q.state = 'running')
  ORDER BY h."createdAt" LIMIT :limit::int FOR UPDATE OF h SKIP LOCKED)
