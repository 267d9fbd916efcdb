-- jsonb sorts the keys of objects. Graphs, schemas inside them and the values of runs keep theirs as they were written.

-- AlterTable
ALTER TABLE "Pipeline" ALTER COLUMN "draft" SET DATA TYPE JSON USING "draft"::json;

-- AlterTable
ALTER TABLE "Snapshot" ALTER COLUMN "graph" SET DATA TYPE JSON USING "graph"::json;

-- AlterTable
ALTER TABLE "Run" ALTER COLUMN "input" SET DATA TYPE JSON USING "input"::json,
ALTER COLUMN "output" SET DATA TYPE JSON USING "output"::json,
ALTER COLUMN "error" SET DATA TYPE JSON USING "error"::json;

-- AlterTable
ALTER TABLE "Step" ALTER COLUMN "input" SET DATA TYPE JSON USING "input"::json,
ALTER COLUMN "output" SET DATA TYPE JSON USING "output"::json,
ALTER COLUMN "error" SET DATA TYPE JSON USING "error"::json;

-- AlterTable
ALTER TABLE "RunEvent" ALTER COLUMN "data" SET DATA TYPE JSON USING "data"::json;

-- AlterTable
ALTER TABLE "Blob" ALTER COLUMN "data" SET DATA TYPE JSON USING "data"::json;

-- AlterTable
ALTER TABLE "BrokerMessage" ALTER COLUMN "value" SET DATA TYPE JSON USING "value"::json;
