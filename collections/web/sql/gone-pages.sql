-- Pages that are no longer listed or that the site says are gone, with those of their documents that no other source lists.
--
--   :sourceId, :round  the source and its round
SELECT p.id, p."listedIn" = :round::int AS "isListed", array(
    SELECT d.id FROM "Document" d
    WHERE d."collectionId" = s."collectionId" AND d.name = p.address AND d."fileId" IS NOT NULL AND NOT EXISTS (
      SELECT 1 FROM "WebPage" o JOIN "WebSource" b ON b.id = o."sourceId"
      WHERE b."collectionId" = s."collectionId" AND b.id <> s.id AND o.address = p.address AND o.state <> 'gone')
  ) AS "documentIds"
FROM "WebPage" p JOIN "WebSource" s ON s.id = p."sourceId"
WHERE p."sourceId" = :sourceId AND (p."listedIn" < :round::int OR p.state = 'gone')
