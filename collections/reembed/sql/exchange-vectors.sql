-- The new vectors take the place of the old ones. The caller holds the row of the collection and has changed it already.
--
--   :collectionId  the collection
UPDATE "Chunk" SET embedding = "nextEmbedding", "nextEmbedding" = NULL,
  revision = (SELECT revision FROM "Collection" WHERE id = :collectionId)
WHERE "collectionId" = :collectionId
