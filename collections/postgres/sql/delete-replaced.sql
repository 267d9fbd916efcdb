-- Deletes the documents whose place one takes, with their files, and answers with their ids. The caller holds the row of
-- the collection.
--
--   :id  the document
--   :addedBy  null: every document of its name that is older, and the rows of an older file of its name. A run: those of its name that other runs have added, and
--     uploads, but none that is being written
WITH new AS (
  SELECT * FROM "Document" WHERE id = :id
), gone AS (
  DELETE FROM "Document" d USING new
  WHERE d."collectionId" = new."collectionId" AND d.id <> new.id
    AND (d.name = new.name OR new."rowOf" IS NULL AND d."rowOf" = new.name)
    AND CASE WHEN :addedBy::text IS NULL THEN d."createdAt" <= new."createdAt"
        ELSE d."addedBy" IS DISTINCT FROM :addedBy::text AND d.status IN ('ready', 'failed') END
  RETURNING d.id, d."fileId"
), files AS (
  DELETE FROM "File" WHERE id IN (SELECT "fileId" FROM gone)
)
SELECT id FROM gone
