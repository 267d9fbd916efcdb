-- What a document takes the place of, who added it, and how it was cut.
ALTER TABLE "Document" ADD COLUMN "replaces" BOOLEAN NOT NULL DEFAULT false, ADD COLUMN "addedBy" TEXT,
  ADD COLUMN "chunkSize" INTEGER NOT NULL DEFAULT 800;
