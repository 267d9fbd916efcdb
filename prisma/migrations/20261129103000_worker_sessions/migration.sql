-- The connection of a worker's last heartbeat: when it is closed and no heartbeat comes, the worker has ended.
ALTER TABLE "Worker" ADD COLUMN "sessionAt" TIMESTAMPTZ(6), ADD COLUMN "sessionPid" INTEGER;
