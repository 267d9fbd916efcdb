-- What was learnt of models from the answers of their servers.
-- CreateTable
CREATE TABLE "LearntModel" (
    "credentialId" TEXT NOT NULL,
    "model" TEXT NOT NULL,
    "traits" TEXT[],
    "updatedAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "LearntModel_pkey" PRIMARY KEY ("credentialId","model")
);

-- AddForeignKey
ALTER TABLE "LearntModel" ADD CONSTRAINT "LearntModel_credentialId_fkey" FOREIGN KEY ("credentialId") REFERENCES "Credential"("id") ON DELETE CASCADE ON UPDATE CASCADE;
