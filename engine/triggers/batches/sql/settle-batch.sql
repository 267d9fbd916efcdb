-- Notes the runs of a batch that have ended at their rows, and counts them. Answers how the batch stands. When the budget of
-- the workspace ends one, those that follow would end the same way: the batch is paused.
--
--   :id     of the batch
--   :month  how the budget of the workspace is called in errors
WITH batch AS MATERIALIZED (
  SELECT id FROM "Batch" WHERE id = :id FOR UPDATE
), over AS (
  SELECT b.index, b."runId", r.status, r.error ->> 'code' AS code, r.error ->> 'message' AS error, r."tokensIn", r."tokensOut", r."costUsd", r."tokensPriced"
  FROM "BatchRow" b LEFT JOIN "Run" r ON r.id = b."runId"
  WHERE b."batchId" IN (SELECT id FROM batch) AND b.state = 'running'
    AND (r.id IS NULL OR r.status IN ('succeeded', 'failed', 'cancelled'))
), ended AS (
  UPDATE "BatchRow" b SET
    state = CASE WHEN o.status = 'succeeded' THEN 'succeeded' ELSE 'failed' END,
    error = CASE o.status WHEN 'succeeded' THEN NULL WHEN 'cancelled' THEN 'The run was cancelled.'
      WHEN 'failed' THEN coalesce(o.error, 'The run failed.') ELSE 'The run is not there any more.' END
  FROM over o WHERE b."batchId" = :id AND b.index = o.index AND b.state = 'running' AND b."runId" = o."runId"
  RETURNING b.state, CASE WHEN o.status = 'failed' AND o.code = 'over_budget' AND strpos(o.error, :month) > 0 THEN o.error END AS over,
    o."tokensIn", o."tokensOut", o."costUsd", o."tokensPriced"
), counted AS (
  SELECT count(*)::int AS rows, (count(*) FILTER (WHERE state = 'succeeded'))::int AS succeeded, max(over) AS over,
    coalesce(sum("tokensIn"), 0)::bigint AS "tokensIn", coalesce(sum("tokensOut"), 0)::bigint AS "tokensOut",
    coalesce(sum("costUsd"), 0)::float8 AS "costUsd", coalesce(sum("tokensPriced"), 0)::bigint AS "tokensPriced"
  FROM ended
)
UPDATE "Batch" b SET
  state = CASE WHEN b.state = 'running' AND c.over IS NOT NULL THEN 'paused' ELSE b.state END,
  error = CASE WHEN b.state = 'running' AND c.over IS NOT NULL
    THEN 'The batch is paused, as the budget is used up. ' || c.over || ' Then retry the rows that failed, and resume the batch.'
    ELSE b.error END,
  running = b.running - c.rows, succeeded = b.succeeded + c.succeeded, failed = b.failed + c.rows - c.succeeded,
  "tokensIn" = b."tokensIn" + c."tokensIn", "tokensOut" = b."tokensOut" + c."tokensOut",
  "costUsd" = b."costUsd" + c."costUsd", "tokensPriced" = b."tokensPriced" + c."tokensPriced"
FROM counted c WHERE b.id IN (SELECT id FROM batch)
RETURNING b.state, b.running, b.concurrency, b.succeeded + b.failed AS ended, c.rows AS "endedNow"
