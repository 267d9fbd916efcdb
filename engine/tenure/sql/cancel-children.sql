-- Cancels the child runs of a run, or of one step of it. Those that no worker holds are due at once.
--
--   :runId  the parent
--   :step   path and iteration of a step of it, a line each; null: all its steps
UPDATE "Queue" SET "cancelRequested" = true, "dueAt" = CASE state WHEN 'running' THEN "dueAt" ELSE now() END
WHERE "parentId" = :runId AND (:step::text IS NULL OR "parentStep" = :step) AND NOT "cancelRequested"
RETURNING "runId", state
