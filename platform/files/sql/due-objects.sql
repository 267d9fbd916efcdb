-- Locks objects that no row of a file or of a part of a model file names and whose time is up. Those that a row does name are told apart.
--
--   :limit  how many at most
SELECT u.id, u."storedIn", EXISTS (SELECT FROM "File" f WHERE f.id = u.id AND f."storedIn" = u."storedIn")
  OR EXISTS (SELECT FROM "LocalModelPart" p WHERE p.id = u.id AND p."storedIn" = u."storedIn") AS used
FROM "UnusedObject" u WHERE u."dueAt" <= now() ORDER BY u."dueAt" LIMIT :limit::int FOR UPDATE SKIP LOCKED
