-- Keeps new vectors beside the old ones, of chunks that have not been written again meanwhile.
--
--   :collectionId, :token  the collection, and the number that came with the claim
--   :vectors  JSON: a list of id, revision and vector
UPDATE "Chunk" c SET "nextEmbedding" = given.vector
FROM json_to_recordset(:vectors::json) AS given(id text, revision int, vector real[]), "Collection" owner
WHERE owner.id = :collectionId AND owner."embedToken" = :token::int
  AND c.id = given.id AND c."collectionId" = owner.id AND c.revision = given.revision
