-- Ends the reading of a batch: its columns are known, and the mapping, which was given or guessed.
--
--   :id       of the batch
--   :claim    under which it was taken
--   :columns  their names
--   :sheets   those of the workbook
--   :sheet    the one that was read; null when it is no workbook
--   :mapping  which column gives each input its value
UPDATE "Batch" SET columns = :columns::text[], sheets = :sheets::text[],
  source = CASE WHEN :sheet::text IS NULL THEN source ELSE (source::jsonb || jsonb_build_object('sheet', :sheet::text))::json END,
  mapping = coalesce(mapping, :mapping::json),
  state = CASE WHEN "autoStart" THEN 'checking' ELSE 'ready' END, "dueAt" = now()
WHERE id = :id AND claim = :claim AND state = 'reading'
