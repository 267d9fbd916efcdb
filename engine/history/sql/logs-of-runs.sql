-- How far the logs of these runs have come, and whether anything can follow. A run that does not exist is missing.
--
--   :runIds  the runs
SELECT r.id AS "runId", coalesce(q."lastSeq", r."lastSeq") AS "lastSeq",
       r.status IN ('succeeded', 'failed', 'cancelled') AS finished
FROM "Run" r LEFT JOIN "Queue" q ON q."runId" = r.id WHERE r.id = ANY(ARRAY(SELECT unnest(:runIds::text[])))
