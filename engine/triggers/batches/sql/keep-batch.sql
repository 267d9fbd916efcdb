-- Keeps the claim of a batch while its file is being read.
--
--   :id     of the batch
--   :claim  under which it was taken
UPDATE "Batch" SET "dueAt" = now() + interval '30 seconds' WHERE id = :id AND claim = :claim
