-- The words of a chunk are written by Patchbay (collections/words/term-vector.ts) and no longer by Postgres' parser. What
-- is there stays as it is and found as before, until workers have written it anew: see the docs. Columns and rows are not
-- rewritten here. Chunks cannot be written while the index is made, a few seconds for a million of them.
ALTER TABLE "Chunk" ALTER COLUMN "words" DROP EXPRESSION;
ALTER TABLE "Chunk" ADD COLUMN "termsVersion" INTEGER NOT NULL DEFAULT 0;

-- CreateIndex
CREATE INDEX "Chunk_termsVersion_collectionId_idx" ON "Chunk"("termsVersion", "collectionId");

-- By hand: the former release writes no words, and what it writes is found all the same, as it was before.
CREATE FUNCTION patchbay_former_words() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.words := to_tsvector('english'::regconfig, coalesce(NEW.metadata ->> 'heading', '') || ' ' || NEW.text);
  NEW."termsVersion" := 0;
  RETURN NEW;
END $$;
CREATE TRIGGER "Chunk_words_inserted" BEFORE INSERT ON "Chunk" FOR EACH ROW
  WHEN (NEW.words IS NULL) EXECUTE FUNCTION patchbay_former_words();
CREATE TRIGGER "Chunk_words_updated" BEFORE UPDATE OF text, metadata ON "Chunk" FOR EACH ROW
  WHEN (NEW.words IS NOT DISTINCT FROM OLD.words
    AND (NEW.text <> OLD.text OR NEW.metadata ->> 'heading' IS DISTINCT FROM OLD.metadata ->> 'heading'))
  EXECUTE FUNCTION patchbay_former_words();
