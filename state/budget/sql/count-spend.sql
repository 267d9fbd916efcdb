-- Counts what model calls took for which nothing was held, as no budget applied to them. The steps that made them are written
-- afterwards, and their commit makes this durable too: this one does not wait for the disk. A batch that is sent again, because
-- the answer was lost, counts once.
--
--   :writer  the process that counts
--   :batch   the number of this batch among its own
--   :calls   the calls: workspaceId, runId, pipelineId, path, model, kind, tokensIn, tokensOut, costUsd,
--            tokensPriced, tokensEstimated, units, callsUnpriced, ms
WITH async_commit AS MATERIALIZED (SELECT set_config('synchronous_commit', 'off', true)), fresh AS (
  INSERT INTO "SpendWriter" AS w (id, batch) SELECT :writer, :batch::int FROM async_commit
  ON CONFLICT (id) DO UPDATE SET batch = EXCLUDED.batch, at = now() WHERE w.batch < EXCLUDED.batch
  RETURNING id
), ended AS (
  SELECT c."workspaceId", to_char((now() - c.ms * interval '1 millisecond') AT TIME ZONE 'UTC', 'YYYY-MM') AS month,
         coalesce(root."pipelineId", c."pipelineId") AS "pipelineId", root.id AS "rootId", c.path, c.model, coalesce(c.kind, 'chat') AS kind,
         c."tokensIn", c."tokensOut", c."costUsd", c."tokensPriced", c."tokensEstimated", coalesce(c.units, 0) AS units, coalesce(c."callsUnpriced", 0) AS "callsUnpriced", c.ms
  FROM fresh, json_to_recordset(:calls::json)
    AS c("workspaceId" text, "runId" text, "pipelineId" text, path text, model text, kind text, "tokensIn" float8, "tokensOut" float8,
         "costUsd" float8, "tokensPriced" float8, "tokensEstimated" float8, units float8, "callsUnpriced" int, ms float8)
  LEFT JOIN LATERAL (
    WITH RECURSIVE up AS (
      SELECT id, "parentId", "pipelineId" FROM "Run" WHERE id = c."runId"
      UNION ALL
      SELECT r.id, r."parentId", r."pipelineId" FROM "Run" r JOIN up ON r.id = up."parentId"
    ) SELECT id, "pipelineId" FROM up WHERE "parentId" IS NULL
  ) root ON true
  WHERE EXISTS (SELECT FROM "Workspace" w WHERE w.id = c."workspaceId")
), of_runs AS (
  INSERT INTO "RunSpend" AS s ("runId", path, calls, tokens, "costUsd", ms, "callsUnpriced")
  SELECT e."rootId", e.path, count(*), sum(e."tokensIn" + e."tokensOut"), sum(e."costUsd"), sum(e.ms), sum(e."callsUnpriced")
  FROM ended e WHERE e."rootId" IS NOT NULL GROUP BY 1, 2 ORDER BY 1, 2
  ON CONFLICT ("runId", path) DO UPDATE SET calls = s.calls + EXCLUDED.calls, tokens = s.tokens + EXCLUDED.tokens,
    "costUsd" = s."costUsd" + EXCLUDED."costUsd", ms = s.ms + EXCLUDED.ms,
    "callsUnpriced" = s."callsUnpriced" + EXCLUDED."callsUnpriced"
)
INSERT INTO "Spend" AS s ("workspaceId", month, "pipelineId", model, kind, calls, "tokensIn", "tokensOut", "costUsd", "tokensPriced",
                          "tokensEstimated", units, "callsUnpriced", ms)
SELECT e."workspaceId", e.month, e."pipelineId", CASE e.kind WHEN 'chat' THEN e.model ELSE e.kind || ' ' || e.model END, e.kind,
       count(*), sum(e."tokensIn"), sum(e."tokensOut"),
       sum(e."costUsd"), sum(e."tokensPriced"), sum(e."tokensEstimated"), sum(e.units), sum(e."callsUnpriced"), sum(e.ms)
FROM ended e GROUP BY 1, 2, 3, 4, 5 ORDER BY 1, 2, 3, 4
ON CONFLICT ("workspaceId", month, "pipelineId", model) DO UPDATE SET
  calls = s.calls + EXCLUDED.calls, "tokensIn" = s."tokensIn" + EXCLUDED."tokensIn",
  "tokensOut" = s."tokensOut" + EXCLUDED."tokensOut", "costUsd" = s."costUsd" + EXCLUDED."costUsd",
  "tokensPriced" = s."tokensPriced" + EXCLUDED."tokensPriced",
  "tokensEstimated" = s."tokensEstimated" + EXCLUDED."tokensEstimated",
  units = s.units + EXCLUDED.units, "callsUnpriced" = s."callsUnpriced" + EXCLUDED."callsUnpriced", ms = s.ms + EXCLUDED.ms
