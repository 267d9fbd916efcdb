-- When a run that nobody has begun is given up. Set once, with the row, so that its index costs no update anything.
ALTER TABLE "Queue" ADD COLUMN "expiresAt" TIMESTAMPTZ(3);
CREATE INDEX "Queue_expiresAt_idx" ON "Queue"("expiresAt") WHERE "expiresAt" IS NOT NULL;

-- Runs that came together end together: each needs room for its last state on the page where its first one is.
ALTER TABLE "Run" SET (fillfactor = 50);
