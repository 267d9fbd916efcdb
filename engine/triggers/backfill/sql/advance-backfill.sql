-- Notes how far a backfill has come, and ends it when all of its times have been taken and their runs have ended. A worker
-- whose claim was taken by another changes nothing.
--
--   :id       of the backfill
--   :claim    under which it was taken
--   :next     the time that comes next, in milliseconds since 1970; null when there is none
--   :open     its runs that have not ended
--   :started  how many runs were started
--   :skipped  how many times had a run already
--   :error    what stood in the way; null clears it
--   :restMs   when to look again
UPDATE "Backfill" SET
  next = to_timestamp(:next::float8 / 1000), open = :open::text[], started = started + :started, skipped = skipped + :skipped,
  error = :error::text, "dueAt" = now() + :restMs * interval '1 millisecond',
  state = CASE WHEN state = 'running' AND :next::float8 IS NULL AND cardinality(:open::text[]) = 0 THEN 'done' ELSE state END
WHERE id = :id AND claim = :claim
