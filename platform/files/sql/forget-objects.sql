-- Forgets objects that are deleted.
--
--   :ids       their ids
--   :storedIn  the place of each
DELETE FROM "UnusedObject" u USING unnest(:ids::text[], :storedIn::text[]) AS gone(id, place)
WHERE u.id = gone.id AND u."storedIn" = gone.place
