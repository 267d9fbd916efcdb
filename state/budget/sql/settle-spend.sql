-- Counts what model calls took, in place of what was held for each. One that is not held any more was counted already.
--
--   :calls  the calls: id, calls (0 for a hold that another one is counted with), tokensIn, tokensOut, costUsd, tokensPriced,
--           tokensEstimated, units, ms
WITH ended AS (
  SELECT * FROM json_to_recordset(:calls::json)
    AS c(id text, calls int, "tokensIn" float8, "tokensOut" float8, "costUsd" float8, "tokensPriced" float8, "tokensEstimated" float8,
           units float8, "callsUnpriced" int, ms float8)
), gone AS (
  DELETE FROM "SpendHold" h USING ended e WHERE h.id = e.id
  RETURNING h."workspaceId", h.month, h."pipelineId", h.model, h.kind, h."rootId", h.path,
            e.calls, e."tokensIn", e."tokensOut", e."costUsd", e."tokensPriced", e."tokensEstimated", e.units, e."callsUnpriced", e.ms
), of_runs AS (
  INSERT INTO "RunSpend" AS s ("runId", path, calls, tokens, "costUsd", ms, "callsUnpriced")
  SELECT g."rootId", g.path, sum(g.calls), sum(g."tokensIn" + g."tokensOut"), sum(g."costUsd"), sum(g.ms), sum(g."callsUnpriced")
  FROM gone g WHERE EXISTS (SELECT FROM "Run" r WHERE r.id = g."rootId") GROUP BY 1, 2 ORDER BY 1, 2
  ON CONFLICT ("runId", path) DO UPDATE SET calls = s.calls + EXCLUDED.calls, tokens = s.tokens + EXCLUDED.tokens,
    "costUsd" = s."costUsd" + EXCLUDED."costUsd", ms = s.ms + EXCLUDED.ms,
    "callsUnpriced" = s."callsUnpriced" + EXCLUDED."callsUnpriced"
)
INSERT INTO "Spend" AS s ("workspaceId", month, "pipelineId", model, kind, calls, "tokensIn", "tokensOut", "costUsd", "tokensPriced",
                          "tokensEstimated", units, "callsUnpriced", ms)
SELECT g."workspaceId", g.month, g."pipelineId", CASE g.kind WHEN 'chat' THEN g.model ELSE g.kind || ' ' || g.model END, g.kind,
       sum(g.calls), sum(g."tokensIn"), sum(g."tokensOut"),
       sum(g."costUsd"), sum(g."tokensPriced"), sum(g."tokensEstimated"), sum(g.units), sum(g."callsUnpriced"), sum(g.ms)
FROM gone g GROUP BY 1, 2, 3, 4, 5 ORDER BY 1, 2, 3, 4
ON CONFLICT ("workspaceId", month, "pipelineId", model) DO UPDATE SET
  calls = s.calls + EXCLUDED.calls, "tokensIn" = s."tokensIn" + EXCLUDED."tokensIn",
  "tokensOut" = s."tokensOut" + EXCLUDED."tokensOut", "costUsd" = s."costUsd" + EXCLUDED."costUsd",
  "tokensPriced" = s."tokensPriced" + EXCLUDED."tokensPriced",
  "tokensEstimated" = s."tokensEstimated" + EXCLUDED."tokensEstimated",
  units = s.units + EXCLUDED.units, "callsUnpriced" = s."callsUnpriced" + EXCLUDED."callsUnpriced", ms = s.ms + EXCLUDED.ms
