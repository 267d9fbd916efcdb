-- Makes the new model the collection's, when every chunk has a new vector. The caller holds the row. No row: some are missing,
-- another worker has it now, or it was stopped.
--
--   :id, :token  the collection, and the number that came with the claim
UPDATE "Collection" SET revision = revision + 1, generation = generation + 1, "updatedAt" = now(),
  "embeddingModel" = nullif("nextEmbedding" -> 'model', 'null'), embedding = "nextEmbedding" ->> 'name',
  dimensions = ("nextEmbedding" ->> 'dimensions')::int,
  "nextEmbedding" = NULL, "embedLeaseUntil" = NULL, "embedAttempts" = 0, "embedError" = NULL
WHERE id = :id AND "embedToken" = :token::int AND "nextEmbedding" IS NOT NULL
  AND NOT EXISTS (SELECT 1 FROM "Chunk" WHERE "collectionId" = :id AND "nextEmbedding" IS NULL)
