-- Whether a value of the run, or an input or output of one of its steps, names this large value.
--
--   :runId  the run
--   :blob   the large value
SELECT 1
FROM (
  SELECT input, output FROM "Run" WHERE id = :runId
  UNION ALL
  SELECT input, output FROM "Step" WHERE "runId" = :runId
) r
CROSS JOIN LATERAL (
  SELECT value FROM json_each(CASE WHEN json_typeof(r.input) = 'object' THEN r.input END)
  UNION ALL
  SELECT value FROM json_each(CASE WHEN json_typeof(r.output) = 'object' THEN r.output END)
) v
WHERE json_typeof(v.value) = 'object' AND v.value ->> '$blob' = :blob
LIMIT 1
