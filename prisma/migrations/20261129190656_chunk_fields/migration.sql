-- CreateIndex
CREATE INDEX "Chunk_metadata_idx" ON "Chunk" USING GIN ("metadata" jsonb_path_ops);
