-- Claims triggers whose time has come, so that one worker at a time takes their events. A claim is no promise: an event is
-- one run by its key, and a worker that dies leaves its claim to run out.
--
--   :types  the node types that this release has a source for
--   :limit  how many at most
WITH due AS (
  SELECT "pipelineId", "nodeId" FROM "ActiveTrigger"
  WHERE "dueAt" <= now() AND coalesce("claimedUntil" <= now(), true) AND type = ANY(:types::text[])
  ORDER BY "dueAt" LIMIT :limit FOR UPDATE SKIP LOCKED
)
UPDATE "ActiveTrigger" t SET "claimedUntil" = now() + interval '30 seconds'
FROM due JOIN "Activation" a ON a."pipelineId" = due."pipelineId"
JOIN "PipelineVersion" v ON v."pipelineId" = a."pipelineId" AND v.number = a."versionNumber"
WHERE t."pipelineId" = due."pipelineId" AND t."nodeId" = due."nodeId"
RETURNING t."pipelineId", t."nodeId", t.type, t.settings, t.progress, t.revision, a."workspaceId", a."versionNumber",
  v."snapshotId", (extract(epoch FROM t."claimedUntil") * 1000)::float8 AS claim,
  (extract(epoch FROM t."dueAt") * 1000)::float8 AS "dueAt", (extract(epoch FROM now()) * 1000)::float8 AS now
