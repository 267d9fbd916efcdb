-- Deletes what effects have done, :limit at a time, and answers how many. A step may be repeated until its run has ended, and
-- a statement of a worker that was cut off may arrive a little later; a call of the API is repeated within a day.
--
--   :limit  how many at most
WITH old AS (
  SELECT id FROM "Effect" e
  WHERE "createdAt" < now() - interval '10 minutes'
    AND CASE WHEN "runId" IS NULL THEN "createdAt" < now() - interval '24 hours'
        ELSE NOT EXISTS (SELECT FROM "Queue" q WHERE q."runId" = e."runId") END
  ORDER BY "createdAt" LIMIT :limit::int FOR UPDATE SKIP LOCKED
), gone AS (
  DELETE FROM "Effect" WHERE id IN (SELECT id FROM old) RETURNING id
)
SELECT count(*)::int AS count FROM gone
