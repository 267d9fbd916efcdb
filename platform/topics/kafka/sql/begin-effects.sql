-- Writes down what is about to be tried for each effect, and answers with what there was before for those that were tried
-- already. One that is written at the same moment by another process is in neither list; the caller asks again.
--
--   :effects  [{id, runId, intent}]
WITH asked AS MATERIALIZED (
  SELECT * FROM json_to_recordset(:effects::json) AS a(id text, "runId" text, intent json)
), known AS (
  SELECT e.id, e.intent, e.result FROM "Effect" e JOIN asked USING (id)
), begun AS (
  INSERT INTO "Effect" (id, "runId", intent)
  SELECT id, "runId", intent FROM asked WHERE id NOT IN (SELECT id FROM known) ORDER BY id
  ON CONFLICT (id) DO NOTHING RETURNING id
)
SELECT id, true AS "isNew", NULL::json AS intent, NULL::json AS result FROM begun
UNION ALL
SELECT id, false, intent, result FROM known
