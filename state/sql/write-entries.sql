-- Writes entries that the transaction has locked, deletes those without a value, and keeps what each effect has done.
--
--   :entries  [{storeId, key, value, version, ttlSeconds}]; a value that is null: there is none
--   :effects  [{id, runId, result}]
WITH changed AS MATERIALIZED (
  SELECT * FROM json_to_recordset(:entries::json)
    AS c("storeId" text, key text, value json, version bigint, "ttlSeconds" float8)
), written AS (
  UPDATE "StateEntry" e
  SET value = c.value, version = c.version, "updatedAt" = clock_timestamp(),
      "expiresAt" = clock_timestamp() + c."ttlSeconds" * interval '1 second'
  FROM changed c WHERE e."storeId" = c."storeId" AND e.key = c.key AND c.value IS NOT NULL
), deleted AS (
  DELETE FROM "StateEntry" e USING changed c WHERE e."storeId" = c."storeId" AND e.key = c.key AND c.value IS NULL
)
INSERT INTO "Effect" (id, "runId", result)
SELECT id, "runId", result FROM json_to_recordset(:effects::json) AS d(id text, "runId" text, result json)
