-- Counts how often somebody had news for a run: a decision, a child's end. A worker that puts the run away compares it
-- with what it saw at its claim, so that news which came in between is never slept through.
ALTER TABLE "Queue" ADD COLUMN "wakes" INTEGER NOT NULL DEFAULT 0;
