-- The first chunk of a collection, by its document and its place there, that has one of two values in a field.
--
--   :collectionId  the collection
--   :asText, :asNumber  objects of that one field; the index of the metadata finds those that contain one of them
SELECT id, "documentId", position, text, metadata, array_send(embedding) AS bytes FROM "Chunk"
WHERE "collectionId" = :collectionId AND (metadata @> (:asText::json)::jsonb OR metadata @> (:asNumber::json)::jsonb)
ORDER BY "documentId", position LIMIT 1
