-- Forgets the new vectors that were made of a collection. The caller holds its row.
--
--   :collectionId  the collection
UPDATE "Chunk" SET "nextEmbedding" = NULL WHERE "collectionId" = :collectionId AND "nextEmbedding" IS NOT NULL
