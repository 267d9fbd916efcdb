-- What is held for the model calls of a workspace that are under way, in a month or in one run.
--
--   :workspaceId  the workspace
--   :month        such as 2026-11; null with a run
--   :runId        the outermost run; null with a month
SELECT coalesce(sum(h.usd), 0)::float8 AS usd, coalesce(sum(h.tokens), 0)::float8 AS tokens,
       coalesce(sum(extract(epoch FROM clock_timestamp() - h."createdAt")), 0)::float8 AS seconds, count(*)::int AS calls
FROM "SpendHold" h LEFT JOIN "Queue" q ON q."runId" = h."runId" AND q.token = h.token AND q.state = 'running'
WHERE (q."runId" IS NOT NULL OR (h."runId" = '' AND h."createdAt" > clock_timestamp() - interval '10 minutes'))
  AND h."workspaceId" = :workspaceId AND (h.month = :month OR h."rootId" = :runId)
