-- Notes the runs of rows, and the rows that could not get one as failed. A row that was cancelled while its run was being
-- started counts as running all the same, so that the run is seen to. What another worker noted before stays.
--
--   :id        of the batch
--   :indexes   the rows,
--   :attempts  which attempt each was,
--   :runs      its run, or an empty text,
--   :errors    and why it has none, or an empty text
WITH batch AS MATERIALIZED (
  SELECT id FROM "Batch" WHERE id = :id FOR UPDATE
), given AS (
  SELECT * FROM unnest(:indexes::int[], :attempts::int[], :runs::text[], :errors::text[]) AS x(index, attempt, run, error)
), former AS MATERIALIZED (
  SELECT b.index, b.state FROM "BatchRow" b JOIN given g ON g.index = b.index AND g.attempt = b.attempt
  WHERE b."batchId" IN (SELECT id FROM batch) AND b.state IN ('waiting', 'cancelled') FOR UPDATE OF b
), noted AS (
  UPDATE "BatchRow" b SET state = CASE WHEN g.run = '' THEN 'failed' ELSE 'running' END, "runId" = nullif(g.run, ''),
    error = nullif(g.error, '')
  FROM given g JOIN former f ON f.index = g.index
  WHERE b."batchId" = :id AND b.index = g.index
  RETURNING b.state, f.state AS former
)
UPDATE "Batch" b SET running = b.running + c.running, failed = b.failed + c.failed, cancelled = b.cancelled - c.cancelled
FROM (
  SELECT (count(*) FILTER (WHERE state = 'running'))::int AS running, (count(*) FILTER (WHERE state = 'failed'))::int AS failed,
    (count(*) FILTER (WHERE former = 'cancelled'))::int AS cancelled
  FROM noted
) c WHERE b.id IN (SELECT id FROM batch)
