-- How many pages of each source of a collection are in which state. Of a round that is under way, those not visited yet wait.
--
--   :collectionId  the collection
SELECT s.id, CASE WHEN s."isOpen" AND p."listedIn" = s.round AND p."visitedIn" < s.round THEN 'waiting' ELSE p.state END AS state,
  count(*)::int AS pages
FROM "WebSource" s JOIN "WebPage" p ON p."sourceId" = s.id WHERE s."collectionId" = :collectionId GROUP BY 1, 2
