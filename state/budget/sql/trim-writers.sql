-- Forgets processes that have counted nothing for a day.
--
--   :limit  how many at most
DELETE FROM "SpendWriter" WHERE id IN (
  SELECT id FROM "SpendWriter" WHERE at < now() - interval '1 day' ORDER BY at LIMIT :limit::int FOR UPDATE SKIP LOCKED)
