-- Partial indexes, which Prisma does not know: the queue and the runs under a lease stay small whatever the history.
CREATE INDEX "Run_queued_idx" ON "Run"("createdAt", "workspaceId") WHERE "status" = 'queued';
CREATE INDEX "Run_running_idx" ON "Run"("id") WHERE "status" = 'running';

-- A run's row changes a few times in its short life; room on its page keeps those changes off the indexes.
ALTER TABLE "Run" SET (fillfactor = 75, autovacuum_vacuum_scale_factor = 0.02);
ALTER TABLE "BrokerOffset" SET (fillfactor = 50);
ALTER TABLE "BrokerMessage" SET (autovacuum_vacuum_scale_factor = 0.02);
