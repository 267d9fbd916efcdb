-- Extends the lease. No row: another worker has it now, or the source was removed.
--
--   :id, :token  the source, and the number that came with the claim
--   :leaseSeconds  how long the lease lasts
UPDATE "WebSource" SET "leaseUntil" = now() + make_interval(secs => :leaseSeconds::float8)
WHERE id = :id AND token = :token::int
