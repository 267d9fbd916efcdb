-- The ids of a collection's chunks.
--
--   :collectionId  the collection
SELECT id FROM "Chunk" WHERE "collectionId" = :collectionId
