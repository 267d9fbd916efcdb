-- Notes which steps of a run were under way when its workers ended. A run that the worker has lost is left alone.
--
--   :runId     the run
--   :token     the worker's right to write: its token
--   :worker    and its name
--   :suspects  what to note (suspects.ts)
UPDATE "Queue" SET suspects = :suspects::json WHERE "runId" = :runId AND token = :token AND worker = :worker
