-- Marks a document's chunks as written with the collection's last revision, so that every process reads them again. The caller
-- holds the row of the collection and has raised its revision.
--
--   :collectionId  the collection
--   :documentId  the document
UPDATE "Chunk" SET revision = (SELECT revision FROM "Collection" WHERE id = :collectionId)
WHERE "collectionId" = :collectionId AND "documentId" = :documentId
