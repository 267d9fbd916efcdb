-- A page of heading and text of the chunks that were written after one of them, in the order in which they were written.
--
--   :collectionId  the collection
--   :revision, :id  the chunk to go on behind; the revision of what is not to be read again, plus 1, and '' at first
--   :limit  how many
SELECT id, revision, coalesce(metadata ->> 'heading', '') || ' ' || text AS text FROM "Chunk"
WHERE "collectionId" = :collectionId AND (revision, id) > (:revision::int, :id::text) ORDER BY revision, id LIMIT :limit::int
