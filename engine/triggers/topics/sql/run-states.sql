-- The states of runs; one that is not there any more has no row.
--
--   :runIds  which runs
SELECT id, status FROM "Run" WHERE id = ANY(:runIds::text[])
