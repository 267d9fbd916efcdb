-- How many workers ended while they held a run, and which of its steps may be the cause.
ALTER TABLE "Queue" ADD COLUMN "losses" INTEGER NOT NULL DEFAULT 0, ADD COLUMN "suspects" JSON;
