-- Notes what a worker has taken of a trigger and releases its claim. A trigger that was switched to another version
-- meanwhile keeps its state, as that was opened from the one before; its events have the same keys. A worker whose claim has
-- run out and was taken by another, or whose trigger was switched off and on, changes nothing.
--
--   :pipelineId  the trigger's pipeline,
--   :nodeId      and its node
--   :claim       until when the worker has it, in milliseconds since 1970
--   :revision    under which the events were taken
--   :progress    what its source keeps
--   :dueMs       when it is due next, in milliseconds since 1970; null for never
--   :events      how many events were accepted
--   :runId       the run of the last of them
--   :error       what stood in the way; null clears it
--   :retryMs     how long it rests after a failure
UPDATE "ActiveTrigger" SET
  progress = CASE WHEN revision = :revision THEN :progress::json ELSE progress END,
  "dueAt" = CASE WHEN revision = :revision THEN to_timestamp(:dueMs::float8 / 1000) ELSE "dueAt" END,
  "claimedUntil" = now() + :retryMs * interval '1 millisecond',
  events = events + :events,
  "lastEventAt" = CASE WHEN :events > 0 THEN now() ELSE "lastEventAt" END,
  "lastRunId" = coalesce(:runId, "lastRunId"),
  error = :error::text,
  "errorAt" = CASE WHEN :error::text IS NULL THEN NULL WHEN error = :error THEN "errorAt" ELSE now() END
WHERE "pipelineId" = :pipelineId AND "nodeId" = :nodeId
  AND (extract(epoch FROM "claimedUntil") * 1000)::float8 = :claim
