-- Notes what came of a delivery. What is null stays as it is.
--
--   :id      of the delivery
--   :status  the HTTP status that was answered
--   :answer  the beginning of the answer
--   :runId   the run that it started
UPDATE "HookDelivery"
SET status = coalesce(:status, status), answer = coalesce(:answer, answer), "runId" = coalesce(:runId, "runId")
WHERE id = :id
