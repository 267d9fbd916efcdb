-- By hand: who writes the words of a chunk along with its text says so by a negative version, which is kept without its
-- sign. Words that stay the same while the text changes, such as by a comma, were taken for those of a former release.
CREATE OR REPLACE FUNCTION patchbay_former_words() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW."termsVersion" < 0 THEN
    NEW."termsVersion" := -NEW."termsVersion";
    RETURN NEW;
  END IF;
  NEW.words := to_tsvector('english'::regconfig, coalesce(NEW.metadata ->> 'heading', '') || ' ' || NEW.text);
  NEW."termsVersion" := 0;
  RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER "Chunk_words_updated" BEFORE UPDATE OF text, metadata ON "Chunk" FOR EACH ROW
  WHEN (NEW."termsVersion" < 0 OR NEW.words IS NOT DISTINCT FROM OLD.words
    AND (NEW.text <> OLD.text OR NEW.metadata ->> 'heading' IS DISTINCT FROM OLD.metadata ->> 'heading'))
  EXECUTE FUNCTION patchbay_former_words();

-- The planner needs no statistics of the numbers in vectors, of which ANALYZE counted all that it met: it took as long as
-- building an index over them, and held up what waited for the table.
ALTER TABLE "Chunk" ALTER COLUMN "embedding" SET STATISTICS 0;
