-- AlterTable
ALTER TABLE "Spend" ADD COLUMN     "kind" TEXT NOT NULL DEFAULT 'chat',
ADD COLUMN     "units" BIGINT NOT NULL DEFAULT 0;

-- AlterTable
ALTER TABLE "SpendHold" ADD COLUMN     "kind" TEXT NOT NULL DEFAULT 'chat';

-- Lets a model call begin, or says which budget it would exceed (state/budget). It is a function because its statements have
-- to see what others committed before the locks were taken, in one round trip. `ask`: id, workspaceId, runId, token,
-- pipelineId, path, model, usd and tokens (at most; null where not known), nodes (budgets of nodes around the call, with
-- their paths), kind. Answers {over: {…}} or {msLeft}. What is held counts while its run is executed under the same token; that of
-- a call without a run, whose runId is empty, for ten minutes at most.
CREATE OR REPLACE FUNCTION "holdSpend"(ask jsonb) RETURNS jsonb LANGUAGE plpgsql AS $$
DECLARE
  space text := ask->>'workspaceId';
  this_month text := to_char(now() AT TIME ZONE 'UTC', 'YYYY-MM');
  ask_usd float8 := (ask->>'usd')::float8;
  ask_tokens float8 := (ask->>'tokens')::float8;
  root record;
  limits jsonb;
  ms_left float8;
  over_budget jsonb;
BEGIN
  WITH RECURSIVE up AS (
    SELECT id, "parentId", "pipelineId", budget FROM "Run" WHERE id = ask->>'runId'
    UNION ALL
    SELECT r.id, r."parentId", r."pipelineId", r.budget FROM "Run" r JOIN up ON r.id = up."parentId"
  ) SELECT id, "pipelineId", budget INTO root FROM up WHERE "parentId" IS NULL;
  -- Its run was deleted while it was executed.
  IF root IS NULL THEN
    SELECT ask->>'runId' AS id, ask->>'pipelineId' AS "pipelineId", NULL::json AS budget INTO root;
  END IF;

  SELECT coalesce(jsonb_agg(value), '[]') INTO limits FROM (
    SELECT budget || '{"scope": "month"}' AS value FROM "Workspace" WHERE id = space AND budget IS NOT NULL
    UNION ALL
    SELECT budget || '{"scope": "pipeline"}' FROM "Pipeline" WHERE id = root."pipelineId" AND budget IS NOT NULL
    UNION ALL
    SELECT root.budget::jsonb || '{"scope": "run"}' WHERE root.budget IS NOT NULL
    UNION ALL
    SELECT n.value || '{"scope": "node"}' FROM jsonb_array_elements(ask->'nodes') n
  ) all_limits;

  -- One call after the other is let in, of a month first and then of a run: always in this order.
  IF limits @> '[{"scope": "month"}]' THEN
    PERFORM pg_advisory_xact_lock(hashtextextended('spend month ' || space, 0));
  END IF;
  IF EXISTS (SELECT FROM jsonb_array_elements(limits) l WHERE l.value->>'scope' <> 'month') THEN
    PERFORM pg_advisory_xact_lock(hashtextextended('spend run ' || root.id, 0));
  END IF;

  -- Of one moment: what is settled is not held any more.
  WITH counted AS (
    SELECT l.*, used.*, held.* FROM
      jsonb_to_recordset(limits) AS l(scope text, path text, title text, usd float8, tokens float8, seconds float8)
      CROSS JOIN LATERAL (
        SELECT coalesce(sum(u.usd), 0) AS used_usd, coalesce(sum(u.tokens), 0)::float8 AS used_tokens,
               coalesce(sum(u.ms), 0)::float8 AS used_ms
        FROM (
          SELECT s."costUsd" AS usd, s."tokensIn" + s."tokensOut" AS tokens, s.ms FROM "Spend" s
          WHERE l.scope = 'month' AND s."workspaceId" = space AND s.month = this_month
          UNION ALL
          SELECT r."costUsd", r.tokens, r.ms FROM "RunSpend" r
          WHERE l.scope <> 'month' AND r."runId" = root.id
            AND (l.path IS NULL OR r.path = l.path OR starts_with(r.path, l.path || '/'))
        ) u
      ) used
      CROSS JOIN LATERAL (
        SELECT coalesce(sum(h.usd), 0) AS held_usd, coalesce(sum(h.tokens), 0)::float8 AS held_tokens,
               coalesce(sum(extract(epoch FROM clock_timestamp() - h."createdAt") * 1000), 0)::float8 AS held_ms
        FROM "SpendHold" h LEFT JOIN "Queue" q ON q."runId" = h."runId" AND q.token = h.token AND q.state = 'running'
        WHERE (q."runId" IS NOT NULL OR (h."runId" = '' AND h."createdAt" > clock_timestamp() - interval '10 minutes'))
          AND h.id <> ask->>'id' AND CASE WHEN l.scope = 'month'
          THEN h."workspaceId" = space AND h.month = this_month
          ELSE h."rootId" = root.id AND (l.path IS NULL OR h.path = l.path OR starts_with(h.path, l.path || '/')) END
      ) held
  ), judged AS (
    SELECT c.*, CASE
      WHEN c.usd IS NOT NULL AND ask_usd IS NULL THEN 'unknown usd'
      WHEN ask_usd > 0 AND c.used_usd + c.held_usd + ask_usd > c.usd * (1 + 1e-9) THEN 'usd'
      WHEN c.tokens IS NOT NULL AND ask_tokens IS NULL THEN 'unknown tokens'
      WHEN c.used_tokens + c.held_tokens + ask_tokens > c.tokens THEN 'tokens'
      WHEN c.used_ms + c.held_ms >= c.seconds * 1000 THEN 'seconds'
    END AS measure FROM counted c
  ) SELECT (SELECT to_jsonb(j) FROM judged j WHERE j.measure IS NOT NULL LIMIT 1),
           (SELECT min(j.seconds * 1000 - j.used_ms - j.held_ms) FROM judged j)
    INTO over_budget, ms_left;

  IF over_budget IS NOT NULL THEN RETURN jsonb_build_object('over', over_budget); END IF;
  INSERT INTO "SpendHold" (id, "workspaceId", month, "runId", token, "rootId", "pipelineId", path, model, kind, usd, tokens)
  VALUES (ask->>'id', space, this_month, ask->>'runId', (ask->>'token')::int, root.id, root."pipelineId", ask->>'path',
          ask->>'model', coalesce(ask->>'kind', 'chat'), ask_usd, ask_tokens)
  ON CONFLICT DO NOTHING;
  RETURN jsonb_build_object('msLeft', ms_left);
END $$;
