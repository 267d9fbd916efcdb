-- The next page of a round that was not visited yet, with whether its document is still there.
--
--   :sourceId, :round  the source and its round
SELECT p.id, p.address, p.etag, p."lastModified", p.hash, EXISTS (
    SELECT 1 FROM "Document" d
    WHERE d."collectionId" = s."collectionId" AND d.name = p.address AND d."fileId" IS NOT NULL AND d.status <> 'failed'
  ) AS "hasDocument", (SELECT coalesce(sum(v.bytes), 0)::float8 FROM "WebPage" v
    WHERE v."sourceId" = s.id AND v."visitedIn" = :round::int) AS "bytesSoFar"
FROM "WebPage" p JOIN "WebSource" s ON s.id = p."sourceId"
WHERE p."sourceId" = :sourceId AND p."listedIn" = :round::int AND p."visitedIn" < :round::int
ORDER BY p.position LIMIT 1
