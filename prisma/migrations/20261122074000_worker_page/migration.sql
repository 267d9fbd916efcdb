-- What a worker tells about itself, and what became of the runs of one that is gone.
ALTER TABLE "Worker" ADD COLUMN "room" INTEGER NOT NULL DEFAULT 0,
                     ADD COLUMN "drainingAt" TIMESTAMPTZ(3),
                     ADD COLUMN "stoppedAt" TIMESTAMPTZ(3),
                     ADD COLUMN "delayMs" REAL NOT NULL DEFAULT 0,
                     ADD COLUMN "cpu" REAL NOT NULL DEFAULT 0,
                     ADD COLUMN "memoryBytes" BIGINT NOT NULL DEFAULT 0,
                     ADD COLUMN "echoMs" REAL,
                     ADD COLUMN "finished" INTEGER NOT NULL DEFAULT 0,
                     ADD COLUMN "gaveBack" INTEGER NOT NULL DEFAULT 0,
                     ADD COLUMN "takenOver" INTEGER NOT NULL DEFAULT 0;

-- The caller's W3C trace context, so that the spans of a run join the trace of whoever asked for it.
ALTER TABLE "Run" ADD COLUMN "traceparent" TEXT;
