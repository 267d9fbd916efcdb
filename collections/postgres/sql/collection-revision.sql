-- Whether a collection's chunks have changed: `revision` grows with every write of chunks, `deletions` with every deletion.
-- `generation` grows when all vectors are exchanged, which then may have other dimensions. No row when the collection is gone.
--
--   :collectionId  the collection
SELECT revision, deletions, generation, dimensions FROM "Collection" WHERE id = :collectionId
