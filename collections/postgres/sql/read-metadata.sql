-- A page of what is known of the chunks that were written after one of them, in the order in which they were written: their
-- own metadata, over which go those that were given to their document.
--
--   :collectionId  the collection
--   :revision, :id  the chunk to go on behind; the revision of what is not to be read again, plus 1, and '' at first
--   :limit  how many
SELECT c.id, c.revision, c.metadata || coalesce(d.metadata, '{}') AS metadata
FROM "Chunk" c LEFT JOIN "Document" d ON d.id = c."documentId"
WHERE c."collectionId" = :collectionId AND (c.revision, c.id) > (:revision::int, :id::text)
ORDER BY c.revision, c.id LIMIT :limit::int
