-- Files may lie in an object storage instead of the database. The former release goes on working as long as PATCHBAY_FILES is
-- not set: it reads no file that lies elsewhere.

-- AlterTable
ALTER TABLE "File" ADD COLUMN     "sha256" BYTEA,
ADD COLUMN     "storedIn" TEXT,
ALTER COLUMN "data" DROP NOT NULL;

-- CreateTable
CREATE TABLE "UnusedObject" (
    "id" TEXT NOT NULL,
    "storedIn" TEXT NOT NULL,
    "dueAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "UnusedObject_pkey" PRIMARY KEY ("id","storedIn")
);

-- CreateIndex
CREATE INDEX "UnusedObject_dueAt_idx" ON "UnusedObject"("dueAt");

-- A file is in exactly one place.
ALTER TABLE "File" ADD CONSTRAINT "File_place_check"
  CHECK (("data" IS NULL) = ("storedIn" IS NOT NULL) AND ("storedIn" IS NULL OR "sha256" IS NOT NULL));

-- However a file's row goes, its object follows: a day later, so that a backup that was begun before still finds it.
CREATE FUNCTION note_unused_object() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO "UnusedObject" (id, "storedIn", "dueAt") VALUES (OLD.id, OLD."storedIn", now() + interval '1 day')
  ON CONFLICT DO NOTHING;
  RETURN NULL;
END $$;

CREATE TRIGGER file_note_unused_object AFTER DELETE ON "File"
  FOR EACH ROW WHEN (OLD."storedIn" IS NOT NULL) EXECUTE FUNCTION note_unused_object();

CREATE TRIGGER file_note_moved_object AFTER UPDATE OF "storedIn" ON "File"
  FOR EACH ROW WHEN (OLD."storedIn" IS NOT NULL AND OLD."storedIn" IS DISTINCT FROM NEW."storedIn") EXECUTE FUNCTION note_unused_object();
