-- Ends the reading of a batch: its columns are known, and the mapping, which was given or guessed.
--
--   :id       of the batch
--   :columns  their names
--   :sheets   those of the workbook
--   :mapping  which column gives each input its value
UPDATE "Batch" SET columns = :columns::text[], sheets = :sheets::text[], mapping = coalesce(mapping, :mapping::json),
  state = CASE WHEN "autoStart" THEN 'checking' ELSE 'ready' END, "dueAt" = now()
WHERE id = :id AND state = 'reading'
