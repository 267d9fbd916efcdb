-- Those of many terms that say most: of those that chunks of a collection have, the ones that the fewest have. How many have
-- a term that is in a thousand chunks does not matter then.
--
--   :collectionId  the collection
--   :terms  the terms, as a query has them
--   :limit  how many
SELECT term FROM (
  SELECT term, replace(replace(term, '\', '\\'), '''', '''''') AS escaped FROM unnest(:terms::text[]) AS term) AS given,
LATERAL (
  SELECT count(*) AS n FROM (
    SELECT FROM "Chunk" WHERE words @@ ('''' || escaped || ''' | ''/' || escaped || '''')::tsquery
    AND "collectionId" = :collectionId LIMIT 1000) AS found) AS counted
ORDER BY n > 0 DESC, n LIMIT :limit::int
