-- Claims runs that ended and have followers, so that one worker at a time starts their runs. A claim is no promise: a run is
-- started once by its key, and a worker that dies leaves its claim to run out.
--
--   :limit  how many at most
WITH due AS (
  SELECT "pipelineId", "nodeId", "runId" FROM "EndedRun" WHERE "dueAt" <= now()
  ORDER BY "dueAt" LIMIT :limit FOR UPDATE SKIP LOCKED
)
UPDATE "EndedRun" e SET "dueAt" = now() + interval '30 seconds'
FROM due LEFT JOIN "ActiveTrigger" t ON t."pipelineId" = due."pipelineId" AND t."nodeId" = due."nodeId" AND t.type = 'run-ended'
LEFT JOIN "Activation" a ON a."pipelineId" = t."pipelineId"
LEFT JOIN "PipelineVersion" v ON v."pipelineId" = a."pipelineId" AND v.number = a."versionNumber"
WHERE e."pipelineId" = due."pipelineId" AND e."nodeId" = due."nodeId" AND e."runId" = due."runId"
RETURNING e."pipelineId", e."nodeId", e."runId", a."workspaceId", a."versionNumber", v."snapshotId",
  coalesce(a."activatedAt" <= e."endedAt", false) AS "isOn"
