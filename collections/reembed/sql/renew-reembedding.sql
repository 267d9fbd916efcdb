-- Extends the lease. No row: another worker has it now, or it was stopped.
--
--   :id, :token  the collection, and the number that came with the claim
--   :leaseSeconds  how long the lease lasts
--   :advanced  whether chunks have been embedded since, which forgives earlier attempts
UPDATE "Collection" SET "embedLeaseUntil" = now() + make_interval(secs => :leaseSeconds::float8),
  "embedAttempts" = CASE WHEN :advanced::boolean THEN 1 ELSE "embedAttempts" END
WHERE id = :id AND "embedToken" = :token::int
