-- Which step of which run a child run works for: its end is news for that run, and that run's end is its own.
ALTER TABLE "Queue" ADD COLUMN "parentId" TEXT, ADD COLUMN "parentStep" TEXT;
UPDATE "Queue" q SET "parentId" = r."parentId", "parentStep" = r."parentNode" || E'\n' || r."parentIteration"
FROM "Run" r WHERE r.id = q."runId" AND r."parentId" IS NOT NULL;
CREATE INDEX "Queue_parent_idx" ON "Queue"("parentId", "parentStep") WHERE "parentId" IS NOT NULL;
