-- A commit that waits for the disk makes all earlier ones durable too, so that the run is on disk when this is answered.
--
--   :runId  the run
UPDATE "Queue" SET "dueAt" = "dueAt" WHERE "runId" = :runId
