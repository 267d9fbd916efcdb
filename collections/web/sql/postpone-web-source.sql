-- Gives the lease back, to go on after a while.
--
--   :id, :token  the source, and the number that came with the claim
--   :seconds  until another attempt
--   :forgiven  attempts that do not count
UPDATE "WebSource" SET "leaseUntil" = now() + make_interval(secs => :seconds::float8), attempts = attempts - :forgiven::int
WHERE id = :id AND token = :token::int
