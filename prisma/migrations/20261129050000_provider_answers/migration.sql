-- What a provider had in its cache, and why its model's answer ended.
ALTER TABLE "Step" ADD COLUMN "tokensCached" INTEGER, ADD COLUMN "outcome" TEXT;
