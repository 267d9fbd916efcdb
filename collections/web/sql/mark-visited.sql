-- What came of the visit of a page; progress forgives earlier attempts. No row: another worker has the source now.
--
--   :sourceId, :token, :round  the source, the number that came with the claim, and its round
--   :id  the page
--   :state, :error  as they are shown
--   :etag, :lastModified, :hash, :bytes  of what was read; null keeps what was
WITH source AS (
  UPDATE "WebSource" SET attempts = 1 WHERE id = :sourceId AND token = :token::int RETURNING id
)
UPDATE "WebPage" p SET state = :state, error = :error::text, "visitedIn" = :round::int, "visitedAt" = now(), bytes = :bytes::int,
  etag = CASE WHEN :hash::text IS NULL THEN p.etag ELSE :etag::text END,
  "lastModified" = CASE WHEN :hash::text IS NULL THEN p."lastModified" ELSE :lastModified::text END,
  hash = coalesce(:hash::text, p.hash)
FROM source WHERE p.id = :id AND p."sourceId" = source.id
