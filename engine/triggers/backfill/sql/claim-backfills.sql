-- Claims backfills that are due, so that one worker at a time starts their runs. A claim is no promise: each time is one run
-- by its key. `open` are those of its runs that have not ended.
--
--   :limit  how many at most
WITH due AS (
  SELECT id FROM "Backfill" WHERE state = 'running' AND "dueAt" <= now()
  ORDER BY "dueAt" LIMIT :limit FOR UPDATE SKIP LOCKED
)
UPDATE "Backfill" b SET "dueAt" = now() + interval '30 seconds', claim = claim + 1
FROM due WHERE b.id = due.id
RETURNING b.id, b."workspaceId", b."pipelineId", b."nodeId", b."versionNumber", b."snapshotId", b.settings, b.concurrency,
  b.again, b.claim, (extract(epoch FROM b.next) * 1000)::float8 AS next, (extract(epoch FROM b."toAt") * 1000)::float8 AS "to",
  ARRAY(SELECT q."runId" FROM "Queue" q WHERE q."runId" = ANY(b.open)) AS open
