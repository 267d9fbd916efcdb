-- How many chunks of a collection have a new vector already.
--
--   :collectionId  the collection
SELECT count(*)::int AS total, count("nextEmbedding")::int AS done FROM "Chunk" WHERE "collectionId" = :collectionId
