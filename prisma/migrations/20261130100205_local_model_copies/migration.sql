-- A worker on a machine that has not the file of a local model fetches it from the file storage. The former release goes on
-- working: it asks for no file there, and reads none.

-- AlterTable
ALTER TABLE "LocalModel" ADD COLUMN     "wantedAt" TIMESTAMPTZ(3);

-- CreateTable
CREATE TABLE "LocalModelPart" (
    "id" TEXT NOT NULL,
    "modelId" TEXT NOT NULL,
    "at" BIGINT NOT NULL,
    "bytes" INTEGER NOT NULL,
    "sha256" BYTEA NOT NULL,
    "data" BYTEA,
    "storedIn" TEXT,

    CONSTRAINT "LocalModelPart_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "LocalModelCopy" (
    "modelId" TEXT NOT NULL,
    "machine" TEXT NOT NULL,
    "doneBytes" BIGINT NOT NULL,
    "updatedAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "LocalModelCopy_pkey" PRIMARY KEY ("modelId","machine")
);

-- CreateIndex
CREATE UNIQUE INDEX "LocalModelPart_modelId_at_key" ON "LocalModelPart"("modelId", "at");

-- AddForeignKey
ALTER TABLE "LocalModelPart" ADD CONSTRAINT "LocalModelPart_modelId_fkey" FOREIGN KEY ("modelId") REFERENCES "LocalModel"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "LocalModelCopy" ADD CONSTRAINT "LocalModelCopy_modelId_fkey" FOREIGN KEY ("modelId") REFERENCES "LocalModel"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- A part is in exactly one place.
ALTER TABLE "LocalModelPart" ADD CONSTRAINT "LocalModelPart_place_check" CHECK (("data" IS NULL) = ("storedIn" IS NOT NULL));

-- Weights do not get smaller by compressing them.
ALTER TABLE "LocalModelPart" ALTER COLUMN "data" SET STORAGE EXTERNAL;

-- As with files: however a part's row goes, its object follows.
CREATE TRIGGER local_model_part_note_unused_object AFTER DELETE ON "LocalModelPart"
  FOR EACH ROW WHEN (OLD."storedIn" IS NOT NULL) EXECUTE FUNCTION note_unused_object();
