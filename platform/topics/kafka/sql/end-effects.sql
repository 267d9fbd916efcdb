-- Keeps what came of effects.
--
--   :effects  [{id, result}]
UPDATE "Effect" e SET result = d.result
FROM json_to_recordset(:effects::json) AS d(id text, result json) WHERE e.id = d.id
