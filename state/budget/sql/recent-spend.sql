-- What the models took in the last runs of a version of a pipeline that succeeded, as their distribution. A run's cost is known
-- when all of its tokens have a price, those that were embedded included.
--
--   :workspaceId  its workspace
--   :pipelineId   the pipeline
--   :version      the version's number; null for the draft
--   :limit        how many runs
WITH newest AS (
  SELECT * FROM "Run" WHERE "pipelineId" = :pipelineId AND "workspaceId" = :workspaceId AND "parentId" IS NULL
  ORDER BY "createdAt" DESC, id DESC LIMIT 10 * :limit::int
), ended AS (
  SELECT r.id, r."tokensIn" + r."tokensOut" AS tokens, r."tokensPriced" AS priced, r."costUsd" FROM newest r
  WHERE r.status = 'succeeded' AND r."resumedFrom" IS NULL AND r."versionNumber" IS NOT DISTINCT FROM :version::int
  ORDER BY r."createdAt" DESC, r.id DESC LIMIT :limit::int
), spent AS (
  SELECT greatest(s.tokens, e.tokens) AS tokens, greatest(s.usd, e."costUsd") AS usd,
         e.priced >= e.tokens AND (s.tokens <= e.tokens OR s.usd > e."costUsd") AS known
  FROM ended e CROSS JOIN LATERAL (
    SELECT coalesce(sum(o.tokens), 0)::float8 AS tokens, coalesce(sum(o."costUsd"), 0) AS usd FROM "RunSpend" o WHERE o."runId" = e.id
  ) s
)
SELECT count(*)::int AS runs, coalesce(bool_and(known), false) AS "isPriced",
       percentile_cont(ARRAY[0.1, 0.5, 0.9]) WITHIN GROUP (ORDER BY tokens) AS tokens,
       percentile_cont(ARRAY[0.1, 0.5, 0.9]) WITHIN GROUP (ORDER BY usd) AS usd
FROM spent
