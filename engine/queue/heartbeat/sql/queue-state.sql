-- The state of the queue: of one workspace, or of all of them.
--
--   :workspaceId  the workspace; null: all of them
SELECT count(*) FILTER (WHERE state = 'queued')::int AS queued,
       count(*) FILTER (WHERE state = 'running')::int AS running,
       count(*) FILTER (WHERE state = 'waiting')::int AS waiting,
       min("dueAt") FILTER (WHERE "dueAt" <= now()) AS "oldestDueAt",
       now() AS now
FROM "Queue" WHERE :workspaceId::text IS NULL OR "workspaceId" = :workspaceId
