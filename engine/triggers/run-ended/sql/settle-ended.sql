-- Notes what came of a run that ended: done with, or due again after a rest.
--
--   :pipelineId  the pipeline that follows,
--   :nodeId      and its node
--   :runId       the run that ended
--   :started     the run that it started; null when there is none
--   :events      how many runs were started
--   :error       what stood in the way; null clears it
--   :retryMs     how long to rest before the next try; null when it is done with
WITH done AS (
  DELETE FROM "EndedRun"
  WHERE "pipelineId" = :pipelineId AND "nodeId" = :nodeId AND "runId" = :runId AND :retryMs::float8 IS NULL
), later AS (
  UPDATE "EndedRun" SET "dueAt" = now() + :retryMs::float8 * interval '1 millisecond'
  WHERE "pipelineId" = :pipelineId AND "nodeId" = :nodeId AND "runId" = :runId AND :retryMs::float8 IS NOT NULL
)
UPDATE "ActiveTrigger" SET
  events = events + :events,
  "lastEventAt" = CASE WHEN :events > 0 THEN now() ELSE "lastEventAt" END,
  "lastRunId" = coalesce(:started, "lastRunId"),
  error = :error::text,
  "errorAt" = CASE WHEN :error::text IS NULL THEN NULL WHEN error = :error THEN "errorAt" ELSE now() END
WHERE "pipelineId" = :pipelineId AND "nodeId" = :nodeId
