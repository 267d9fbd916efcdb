-- How large a collection is. Its chunks are counted where Postgres holds them.
--
--   :collectionId  the collection
SELECT documents.count::int AS documents, chunks.count::int AS chunks, documents.bytes::float8 AS files,
  chunks.text::float8 AS text, chunks.characters::float8 AS characters, chunks.vectors::float8 AS vectors
FROM (
  SELECT count(*), coalesce(sum(bytes), 0) AS bytes FROM "Document" WHERE "collectionId" = :collectionId
) AS documents, (
  SELECT count(*), coalesce(sum(octet_length(text)), 0) AS text, coalesce(sum(length(text)), 0) AS characters,
    coalesce(sum(4 * coalesce(array_length(embedding, 1), 0)), 0) AS vectors
  FROM "Chunk" WHERE "collectionId" = :collectionId
) AS chunks
