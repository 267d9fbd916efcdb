-- The first chunk of a collection, by its document and its place there, that has one of two values in a field. What was given
-- to its document goes over its own metadata.
--
--   :collectionId  the collection
--   :asText, :asNumber  objects of that one field; the index of the metadata finds those that contain one of them
WITH given AS (
  SELECT id, metadata FROM "Document"
  WHERE "collectionId" = :collectionId AND (metadata @> (:asText::json)::jsonb OR metadata @> (:asNumber::json)::jsonb)
), found AS (
  SELECT id FROM "Chunk"
  WHERE "collectionId" = :collectionId AND (metadata @> (:asText::json)::jsonb OR metadata @> (:asNumber::json)::jsonb)
  UNION
  SELECT c.id FROM given JOIN "Chunk" c ON c."collectionId" = :collectionId AND c."documentId" = given.id
), merged AS (
  SELECT c.id, c."documentId", c.position, c.text, c.embedding, c.metadata || coalesce(d.metadata, '{}') AS metadata
  FROM found JOIN "Chunk" c USING (id) LEFT JOIN "Document" d ON d.id = c."documentId"
)
SELECT id, "documentId", position, text, metadata, array_send(embedding) AS bytes FROM merged
WHERE metadata @> (:asText::json)::jsonb OR metadata @> (:asNumber::json)::jsonb
ORDER BY "documentId", position LIMIT 1
