/**
 * Writes chunks over those with the same ids and raises the collection's revision. Its row stays locked until the
 * transaction ends, so revisions become visible in their order: who has seen 7 misses nothing up to 7 (vector-cache.ts).
 * Nothing is written when its vectors are of another generation by now.
 * The sign of the version says to the trigger of the table that the words are of the new text, also where they stay the same.
 * $1 collection · $2 chunks as JSON · $3 the generation of their vectors · $4 the version of their words
 */
export const upsertChunks = {
  name: "upsert-chunks",
  text: `
    WITH raised AS (
      UPDATE "Collection" SET revision = revision + 1, "updatedAt" = now() WHERE id = $1 AND generation = $3
      RETURNING id, revision, dimensions
    )
    INSERT INTO "Chunk" (id, "collectionId", "documentId", position, text, metadata, embedding, parts, revision, words, "termsVersion")
    SELECT c.id, raised.id, c."documentId", c.position, c.text, c.metadata, c.vector,
      greatest(1, cardinality(c.vector) / raised.dimensions), raised.revision, c.words, $4
    FROM raised, jsonb_to_recordset($2::jsonb)
      AS c(id text, "documentId" text, position int, text text, metadata jsonb, vector real[], words tsvector)
    ON CONFLICT (id) DO UPDATE SET text = excluded.text, metadata = excluded.metadata, position = excluded.position,
      embedding = excluded.embedding, parts = excluded.parts, "nextEmbedding" = NULL, revision = excluded.revision,
      words = excluded.words, "termsVersion" = -excluded."termsVersion"
    WHERE "Chunk"."collectionId" = excluded."collectionId"`,
};
