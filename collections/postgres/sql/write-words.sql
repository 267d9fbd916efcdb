-- Writes the words of chunks; nothing else of them changes.
--
--   :version  by which version they are made
--   :chunks  JSON: {id, words}
UPDATE "Chunk" c SET words = given.words, "termsVersion" = :version::int
FROM json_to_recordset(:chunks::json) AS given(id text, words tsvector) WHERE c.id = given.id
