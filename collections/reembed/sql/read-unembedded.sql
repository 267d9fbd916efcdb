-- A page of the chunks that have no new vector yet, in the order in which they were written.
--
--   :collectionId  the collection
--   :revision, :id  the chunk to go on behind; -1 and '' at first
--   :limit  how many
SELECT id, revision, text, metadata FROM "Chunk"
WHERE "collectionId" = :collectionId AND (revision, id) > (:revision::int, :id::text) AND "nextEmbedding" IS NULL
ORDER BY revision, id LIMIT :limit::int
