-- Notes how far a worker has come with a batch, and when to look again. A worker whose claim was taken by another, or whose
-- batch was paused or cancelled meanwhile, changes no state, and what is said of it stays.
--
--   :id       of the batch
--   :claim    under which it was taken
--   :from     the state it was in
--   :to       and the one it goes over to
--   :samples  when how many rows had ended
--   :error    what stands in the way; null clears it
--   :restMs   when to look again
UPDATE "Batch" SET
  state = CASE WHEN state = :from THEN :to::text ELSE state END,
  "startedAt" = CASE WHEN state = :from AND :to::text = 'running' THEN coalesce("startedAt", now()) ELSE "startedAt" END,
  "endedAt" = CASE WHEN state = :from AND :to::text IN ('done', 'failed') THEN now() ELSE "endedAt" END,
  samples = :samples::json,
  error = CASE WHEN state <> :from OR (state = 'paused' AND :error::text IS NULL) THEN error ELSE :error::text END,
  "dueAt" = now() + :restMs * interval '1 millisecond'
WHERE id = :id AND claim = :claim
