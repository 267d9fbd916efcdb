-- Deletes entries of the audit log whose time is over.
--
--   :days   how long they are kept
--   :limit  how many at most
DELETE FROM "AuditEntry" WHERE id IN (
  SELECT id FROM "AuditEntry" WHERE at < now() - :days::int * interval '1 day' ORDER BY at LIMIT :limit::int
  FOR UPDATE SKIP LOCKED)
