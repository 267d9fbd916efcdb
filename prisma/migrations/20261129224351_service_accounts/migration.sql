-- AlterTable
ALTER TABLE "ApiKey" ADD COLUMN     "accountId" TEXT,
ADD COLUMN     "isPersonal" BOOLEAN NOT NULL DEFAULT false,
ADD COLUMN     "pipelineIds" JSONB,
ADD COLUMN     "rights" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN     "scopes" JSONB;

-- CreateTable
CREATE TABLE "ServiceAccount" (
    "id" TEXT NOT NULL,
    "workspaceId" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "role" TEXT NOT NULL,
    "createdBy" TEXT NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "disabledAt" TIMESTAMPTZ(3),

    CONSTRAINT "ServiceAccount_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "ServiceAccount_workspaceId_idx" ON "ServiceAccount"("workspaceId");

-- CreateIndex
CREATE INDEX "ApiKey_accountId_idx" ON "ApiKey"("accountId");

-- AddForeignKey
ALTER TABLE "ApiKey" ADD CONSTRAINT "ApiKey_accountId_fkey" FOREIGN KEY ("accountId") REFERENCES "ServiceAccount"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ServiceAccount" ADD CONSTRAINT "ServiceAccount_workspaceId_fkey" FOREIGN KEY ("workspaceId") REFERENCES "Workspace"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- What a key may do changes with its maker's membership or its service account; who remembers a key compares this number.
CREATE FUNCTION "changeKeyRights"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE "ApiKey" SET rights = rights + 1 WHERE "workspaceId" = OLD."workspaceId" AND (scopes IS NOT NULL);
  RETURN NULL;
END $$;

CREATE TRIGGER "membershipChangesKeys" AFTER UPDATE OR DELETE ON "Membership"
  FOR EACH ROW EXECUTE FUNCTION "changeKeyRights"();

CREATE TRIGGER "serviceAccountChangesKeys" AFTER UPDATE OR DELETE ON "ServiceAccount"
  FOR EACH ROW EXECUTE FUNCTION "changeKeyRights"();
