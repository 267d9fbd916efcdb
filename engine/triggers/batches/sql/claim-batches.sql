-- Claims batches that are due, so that one worker at a time takes care of each. A claim is no promise: each attempt at a row
-- is one run by its key.
--
--   :limit       how many at most
--   :mayPrepare  whether files may be read and rows checked, too
WITH due AS (
  SELECT id FROM "Batch"
  WHERE "dueAt" <= now() AND (state = 'running' OR (state IN ('reading', 'checking') AND :mayPrepare) OR
     (state IN ('paused', 'cancelled') AND running > 0))
  ORDER BY "dueAt" LIMIT :limit FOR UPDATE SKIP LOCKED
)
UPDATE "Batch" b SET "dueAt" = now() + interval '30 seconds', claim = claim + 1
FROM due WHERE b.id = due.id
RETURNING b.id, b."workspaceId", b."pipelineId", b."versionNumber", b."snapshotId", b.name, b.source, b.columns, b.mapping,
  b.concurrency, b."autoStart", b."skipRefused", b.state, b.claim, b."createdBy", b.samples
