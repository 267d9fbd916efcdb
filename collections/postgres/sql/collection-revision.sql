-- Whether a collection's chunks have changed: `revision` grows with every write of chunks, `deletions` with every deletion.
-- No row when the collection is gone.
--
--   :collectionId  the collection
SELECT revision, deletions FROM "Collection" WHERE id = :collectionId
