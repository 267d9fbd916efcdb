-- Deletes deliveries of webhooks whose time is over, :limit at a time, and answers how many.
--
--   :limit  how many at most
WITH old AS (
  SELECT id FROM "HookDelivery" WHERE "expiresAt" < now() ORDER BY "expiresAt" LIMIT :limit::int FOR UPDATE SKIP LOCKED
), gone AS (
  DELETE FROM "HookDelivery" WHERE id IN (SELECT id FROM old) RETURNING id
)
SELECT count(*)::int AS count FROM gone
