-- Gives the lease back: to go on after a while, or not at all for the reason given.
--
--   :id, :token  the collection, and the number that came with the claim
--   :seconds  until another attempt
--   :error  why it does not go on; null when it does
UPDATE "Collection" SET "embedLeaseUntil" = now() + make_interval(secs => :seconds::float8), "embedError" = :error::text
WHERE id = :id AND "embedToken" = :token::int
