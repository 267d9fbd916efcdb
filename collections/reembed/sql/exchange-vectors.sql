-- The new vectors take the place of the old ones. The caller holds the row of the collection and has changed it already.
--
--   :collectionId  the collection
UPDATE "Chunk" SET embedding = "nextEmbedding", "nextEmbedding" = NULL,
  parts = greatest(1, cardinality("nextEmbedding") / (SELECT dimensions FROM "Collection" WHERE id = :collectionId)),
  revision = (SELECT revision FROM "Collection" WHERE id = :collectionId)
WHERE "collectionId" = :collectionId
