-- Grows with every deletion of chunks, by the trigger below, so that what is kept of them in memory is dropped.
ALTER TABLE "Collection" ADD COLUMN "deletions" INTEGER NOT NULL DEFAULT 0;

-- By hand: deletions count whichever process or statement deletes, cascades included.
CREATE FUNCTION patchbay_count_deletions() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE "Collection" SET revision = revision + 1, deletions = deletions + 1
  WHERE id IN (SELECT "collectionId" FROM deleted);
  RETURN NULL;
END $$;
CREATE TRIGGER "Chunk_count_deletions" AFTER DELETE ON "Chunk" REFERENCING OLD TABLE AS deleted
  FOR EACH STATEMENT EXECUTE FUNCTION patchbay_count_deletions();

-- By hand: the codes of a text (collections/words/terms.ts, `codesOf`), which the parser for words takes apart or for
-- negative numbers. For collections whose index does not fit into memory.
CREATE FUNCTION patchbay_codes(value text) RETURNS tsvector LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  WITH token AS (
    SELECT (regexp_matches(lower(translate(value, '‐‑‒–−', '-----')),
      '(?:(?<![a-z0-9\u00c0-\u1fff])[-.#])?[a-z0-9\u00c0-\u1fff]+(?:(?:[-.+#/_@:&]|(?<=[0-9]),(?=[0-9]))[a-z0-9\u00c0-\u1fff]+)*(?:\+{1,2}|#)?',
      'g'))[1] AS token
  ), code AS (
    SELECT left(regexp_replace(token, '^v(?=[0-9])', ''), 64) AS code FROM token WHERE token !~ '^[a-z\u00c0-\u1fff]+$'
    UNION ALL
    SELECT left((regexp_matches(token, '[0-9]+', 'g'))[1], 64) FROM token
  )
  SELECT coalesce(array_to_tsvector(array_agg(DISTINCT code)), ''::tsvector) FROM code
$$;
CREATE INDEX "Chunk_codes_idx" ON "Chunk"
  USING GIN (patchbay_codes((COALESCE((metadata ->> 'heading'::text), ''::text) || ' '::text) || text));
