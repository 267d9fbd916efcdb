-- Notes at a trigger that is on what came of its last event.
--
--   :pipelineId  the trigger's pipeline,
--   :nodeId      and its node
--   :events      how many events were accepted
--   :runId       the run of the last of them
--   :error       what stood in the way; null clears it
UPDATE "ActiveTrigger" SET
  events = events + :events,
  "lastEventAt" = CASE WHEN :events > 0 THEN now() ELSE "lastEventAt" END,
  "lastRunId" = coalesce(:runId, "lastRunId"),
  error = :error::text,
  "errorAt" = CASE WHEN :error::text IS NULL THEN NULL ELSE now() END
WHERE "pipelineId" = :pipelineId AND "nodeId" = :nodeId
