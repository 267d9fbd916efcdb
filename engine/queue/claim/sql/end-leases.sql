-- Ends the leases of workers that have ended, so that their runs are due. They keep their position in the queue, before runs
-- that came later. Rows that another statement has locked are left to the next sweep.
--
--   :workers  the workers
UPDATE "Queue" SET "dueAt" = least("createdAt", now())
WHERE "runId" = ANY(ARRAY(
  SELECT "runId" FROM "Queue" WHERE state = 'running' AND worker = ANY(:workers::text[]) AND "dueAt" > now()
  FOR UPDATE SKIP LOCKED))
