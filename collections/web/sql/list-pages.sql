-- Pages of a source in the order of the sitemap; those that failed first.
--
--   :sourceId  the source
--   :from, :limit  which of them
SELECT address, error, "visitedAt", "documentId", state FROM (
  SELECT p.address, p.error, p."visitedAt", p.position,
    CASE WHEN s."isOpen" AND p."listedIn" = s.round AND p."visitedIn" < s.round THEN 'waiting' ELSE p.state END AS state,
    (SELECT d.id FROM "Document" d WHERE d."collectionId" = s."collectionId" AND d.name = p.address
     ORDER BY d."createdAt" DESC LIMIT 1) AS "documentId"
  FROM "WebPage" p JOIN "WebSource" s ON s.id = p."sourceId" WHERE p."sourceId" = :sourceId
) shown
ORDER BY state <> 'failed', position, address LIMIT :limit::int OFFSET :from::int
