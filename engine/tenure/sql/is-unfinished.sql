-- A row if the run is not finished.
--
--   :runId  the run
SELECT FROM "Queue" WHERE "runId" = :runId
