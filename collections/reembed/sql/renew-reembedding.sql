-- Extends the lease and forgives earlier attempts. No row: another worker has it now, or it was stopped.
--
--   :id, :token  the collection, and the number that came with the claim
--   :leaseSeconds  how long the lease lasts
UPDATE "Collection" SET "embedLeaseUntil" = now() + make_interval(secs => :leaseSeconds::float8), "embedAttempts" = 1
WHERE id = :id AND "embedToken" = :token::int
