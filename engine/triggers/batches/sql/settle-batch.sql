-- Notes the runs of a batch that have ended at their rows, and counts them. Answers how the batch stands. When the budget of
-- the workspace ends one, those that follow would end the same way: the batch is paused. So it is when the first rows that
-- end all failed with one code at one node. That is asked once, as they are reached: a batch that is resumed then goes on.
--
--   :id     of the batch
--   :month  how the budget of the workspace is called in errors
--   :first  how many rows have to fail alike
WITH batch AS MATERIALIZED (
  SELECT id, succeeded, failed, total > refused + running + succeeded + failed + cancelled AS "hasMore" FROM "Batch" WHERE id = :id FOR UPDATE
), over AS (
  SELECT b.index, b."runId", r.status, r.error ->> 'code' AS code, r.error ->> 'nodeId' AS node, r.error ->> 'message' AS error, r."tokensIn", r."tokensOut", r."costUsd", r."tokensPriced"
  FROM "BatchRow" b LEFT JOIN "Run" r ON r.id = b."runId"
  WHERE b."batchId" IN (SELECT id FROM batch) AND b.state = 'running'
    AND (r.id IS NULL OR r.status IN ('succeeded', 'failed', 'cancelled'))
), ended AS (
  UPDATE "BatchRow" b SET
    state = CASE WHEN o.status = 'succeeded' THEN 'succeeded' ELSE 'failed' END,
    error = CASE o.status WHEN 'succeeded' THEN NULL WHEN 'cancelled' THEN 'The run was cancelled.'
      WHEN 'failed' THEN coalesce(o.error, 'The run failed.') ELSE 'The run no longer exists.' END
  FROM over o WHERE b."batchId" = :id AND b.index = o.index AND b.state = 'running' AND b."runId" = o."runId"
  RETURNING b.state, CASE WHEN o.status = 'failed' AND o.code = 'over_budget' AND strpos(o.error, :month) > 0 THEN o.error END AS over,
    o."tokensIn", o."tokensOut", o."costUsd", o."tokensPriced"
), counted AS (
  SELECT count(*)::int AS rows, (count(*) FILTER (WHERE state = 'succeeded'))::int AS succeeded, max(over) AS over,
    coalesce(sum("tokensIn"), 0)::bigint AS "tokensIn", coalesce(sum("tokensOut"), 0)::bigint AS "tokensOut",
    coalesce(sum("costUsd"), 0)::float8 AS "costUsd", coalesce(sum("tokensPriced"), 0)::bigint AS "tokensPriced"
  FROM ended
), alike AS (
  -- Rows that were cancelled, or could not be read, have no code and count as another way.
  SELECT min(f.error) AS error
  FROM batch b, counted c, LATERAL (
    SELECT code, node, error FROM over
    UNION ALL
    SELECT r.error ->> 'code', r.error ->> 'nodeId', r.error ->> 'message'
    FROM "BatchRow" w LEFT JOIN "Run" r ON r.id = w."runId" WHERE w."batchId" = b.id AND w.state = 'failed'
  ) f
  WHERE b."hasMore" AND b.succeeded + c.succeeded = 0 AND b.failed < :first AND b.failed + c.rows >= :first
  HAVING count(DISTINCT (f.code, f.node)) = 1 AND bool_and(f.code IS NOT NULL)
), pause AS (
  SELECT CASE
    WHEN c.over IS NOT NULL
      THEN 'The batch is paused, as the budget is used up. ' || c.over || ' Then retry the rows that failed, and resume the batch.'
    WHEN a.error IS NOT NULL
      THEN 'The batch is paused, as its first ' || :first || ' rows all failed in the same way: ' || a.error ||
        ' If it can be mended outside of the pipeline, mend it, retry the rows that failed, and resume the batch.' ||
        ' Else cancel it, mend the pipeline, and run a new batch. Resume it alone to run the other rows as they are.'
    END AS why
  FROM counted c LEFT JOIN alike a ON true
)
UPDATE "Batch" b SET
  state = CASE WHEN b.state = 'running' AND p.why IS NOT NULL THEN 'paused' ELSE b.state END,
  error = CASE WHEN b.state = 'running' AND p.why IS NOT NULL THEN p.why ELSE b.error END,
  running = b.running - c.rows, succeeded = b.succeeded + c.succeeded, failed = b.failed + c.rows - c.succeeded,
  "tokensIn" = b."tokensIn" + c."tokensIn", "tokensOut" = b."tokensOut" + c."tokensOut",
  "costUsd" = b."costUsd" + c."costUsd", "tokensPriced" = b."tokensPriced" + c."tokensPriced"
FROM counted c, pause p WHERE b.id IN (SELECT id FROM batch)
RETURNING b.state, b.running, b.concurrency, b.succeeded + b.failed AS ended, c.rows AS "endedNow"
