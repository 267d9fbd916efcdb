-- Leave to work an answer out: for the step that asks first, for the same step again, and where what is there is over, its
-- maker's time is, or its maker's run has ended without it. Answers one row when leave is given.
--
--   :workspaceId   its workspace
--   :cache         the name of the cache
--   :key           which entry
--   :scope         what it is found by: what has to be the same,
--   :text          the text that is compared,
--   :embedding     and its embedding
--   :maker         the step that asks,
--   :runId         its run,
--   :path          its node
--   :iteration     and its iteration
--   :makerSeconds  how long others wait for it
--   :ttlSeconds    what is older counts for nothing; null: whatever its age
INSERT INTO "CacheEntry" AS e
  ("workspaceId", cache, key, scope, text, embedding, maker, "makerUntil", "runId", path, iteration)
VALUES (:workspaceId, :cache, :key, :scope, :text, :embedding::float8[], :maker,
        now() + :makerSeconds::float8 * interval '1 second', :runId, :path, :iteration)
ON CONFLICT ("workspaceId", cache, key) DO UPDATE
SET maker = EXCLUDED.maker, "makerUntil" = EXCLUDED."makerUntil", "runId" = EXCLUDED."runId", path = EXCLUDED.path,
    iteration = EXCLUDED.iteration, embedding = EXCLUDED.embedding, output = NULL, "expiresAt" = NULL,
    hits = 0, "savedUsd" = 0, "createdAt" = now()
WHERE (e.output IS NULL AND (e.maker = EXCLUDED.maker OR e."makerUntil" <= now()
       OR (e."runId" IS NOT NULL AND NOT EXISTS (SELECT FROM "Queue" q WHERE q."runId" = e."runId"))))
   OR (e.output IS NOT NULL AND (e."expiresAt" <= now()
       OR e."createdAt" <= now() - :ttlSeconds::float8 * interval '1 second'))
RETURNING key
