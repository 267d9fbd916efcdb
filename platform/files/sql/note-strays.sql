-- Of objects that were found in a place, notes those that no row of a file or of a part of a model file names, and answers how many were new.
--
--   :ids       what was found
--   :storedIn  the place
WITH noted AS (
  INSERT INTO "UnusedObject" (id, "storedIn", "dueAt")
  SELECT found.id, :storedIn::text, now() FROM unnest(:ids::text[]) AS found(id)
  WHERE NOT EXISTS (SELECT FROM "File" f WHERE f.id = found.id AND f."storedIn" = :storedIn::text)
    AND NOT EXISTS (SELECT FROM "LocalModelPart" p WHERE p.id = found.id AND p."storedIn" = :storedIn::text)
  ON CONFLICT DO NOTHING RETURNING id
)
SELECT count(*)::int AS count FROM noted
