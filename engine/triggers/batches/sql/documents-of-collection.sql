-- Documents of a collection that are ready, in the order in which they were added.
--
--   :workspaceId   of the collection
--   :collectionId  whose documents
--   :after         the id of the last one that is known
--   :limit         how many at most
SELECT d.id, d.name, d."fileId" FROM "Document" d JOIN "Collection" c ON c.id = d."collectionId"
WHERE c.id = :collectionId AND c."workspaceId" = :workspaceId AND d.status = 'ready' AND d.id > :after
ORDER BY d.id LIMIT :limit
