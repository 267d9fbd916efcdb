-- The next page of a round that was not visited yet, with what is known of the document that it has become: by this source, or
-- by another one of the collection that lists it. A document that could not be taken in counts as none.
--
--   :sourceId, :round  the source and its round
SELECT p.id, p.address, known."documentId", known.etag, known."lastModified", known.hash,
  (SELECT coalesce(sum(v.bytes), 0)::float8 FROM "WebPage" v
    WHERE v."sourceId" = s.id AND v."visitedIn" = :round::int) AS "bytesSoFar"
FROM "WebPage" p JOIN "WebSource" s ON s.id = p."sourceId"
LEFT JOIN LATERAL (
  SELECT d.id, d.status FROM "Document" d
  WHERE d."collectionId" = s."collectionId" AND d.name = p.address AND d."fileId" IS NOT NULL
  ORDER BY d."createdAt" DESC, d.id DESC LIMIT 1
) newest ON true
LEFT JOIN LATERAL (
  SELECT o."documentId", o.etag, o."lastModified", o.hash FROM "WebSource" b JOIN "WebPage" o ON o."sourceId" = b.id
  WHERE b."collectionId" = s."collectionId" AND o.address = p.address AND o."documentId" = newest.id
    AND newest.status <> 'failed'
  ORDER BY o.id <> p.id, o."visitedAt" DESC LIMIT 1
) known ON true
WHERE p."sourceId" = :sourceId AND p."listedIn" = :round::int AND p."visitedIn" < :round::int
ORDER BY p.position LIMIT 1
