-- Whether a collection has chunks whose words are of a former version. Each version is looked up by itself: Postgres before
-- 18 goes through the entries of all collections for a range of them.
--
--   :collectionId  the collection
--   :version  the version (term-vector.ts)
SELECT EXISTS (
  SELECT 1 FROM "Chunk"
  WHERE "termsVersion" = ANY(ARRAY(SELECT generate_series(0, :version::int - 1))) AND "collectionId" = :collectionId) AS found
