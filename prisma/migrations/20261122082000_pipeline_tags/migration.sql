-- Words that a workspace sorts its pipelines by.
ALTER TABLE "Pipeline" ADD COLUMN     "tags" TEXT[] DEFAULT ARRAY[]::TEXT[];
