-- How many runs of a workspace wait in the queue, counted no further than the limit.
--
--   :workspaceId  the workspace
--   :limit        where counting stops
SELECT count(*)::int AS queued
FROM (SELECT 1 FROM "Queue" WHERE "workspaceId" = :workspaceId AND state = 'queued' LIMIT :limit) waiting
