-- When a credential was last tested, and what came of it.
ALTER TABLE "Credential" ADD COLUMN "testedAt" TIMESTAMPTZ(3), ADD COLUMN "testNote" TEXT,
                         ADD COLUMN "testFailed" BOOLEAN NOT NULL DEFAULT false;
