-- The beginnings of some chunks of a collection, from its newest documents, and of those that belong to no document.
--
--   :collectionId  the collection
SELECT left(chunk.text, 600) AS text
FROM (
  SELECT id FROM "Document" WHERE "collectionId" = :collectionId ORDER BY "createdAt" DESC LIMIT 20
) AS document
CROSS JOIN LATERAL (
  SELECT text FROM "Chunk"
  WHERE "collectionId" = :collectionId AND "documentId" = document.id ORDER BY position LIMIT 3
) AS chunk
UNION ALL (
  SELECT left(text, 600) FROM "Chunk" WHERE "collectionId" = :collectionId AND "documentId" IS NULL LIMIT 20
)
