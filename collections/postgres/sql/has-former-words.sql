-- Whether a collection has chunks whose words are not of this version.
--
--   :collectionId  the collection
--   :version  the version (term-vector.ts)
SELECT EXISTS (SELECT 1 FROM "Chunk" WHERE "termsVersion" < :version::int AND "collectionId" = :collectionId) AS found
