-- Keeps new vectors beside the old ones, of chunks that have not been written again meanwhile. The lock makes it wait for a
-- change of the model that has not ended yet: behind it, vectors of the model before would stand among those of the new one.
--
--   :collectionId, :token  the collection, and the number that came with the claim
--   :vectors  JSON: a list of id, revision and vector
WITH owner AS (
  SELECT id FROM "Collection" WHERE id = :collectionId AND "embedToken" = :token::int FOR SHARE
)
UPDATE "Chunk" c SET "nextEmbedding" = given.vector
FROM json_to_recordset(:vectors::json) AS given(id text, revision int, vector real[]), owner
WHERE c.id = given.id AND c."collectionId" = owner.id AND c.revision = given.revision
