-- The text of a document that came without a file, from its chunks; null where they are kept elsewhere.
--
--   :documentId  whose text
SELECT string_agg(text, E'\n\n' ORDER BY position) AS text FROM "Chunk" WHERE "documentId" = :documentId
