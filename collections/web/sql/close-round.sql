-- Ends a refresh: done, or given up with a reason. The next one is due by the source's hours, or when it is asked for.
--
--   :id, :token  the source, and the number that came with the claim
--   :error  why its pages could not be listed; null when they were
UPDATE "WebSource" SET "isOpen" = false, attempts = 0, "leaseUntil" = NULL, error = :error::text, "refreshedAt" = now(),
  "dueAt" = now() + make_interval(hours => "everyHours")
WHERE id = :id AND token = :token::int
