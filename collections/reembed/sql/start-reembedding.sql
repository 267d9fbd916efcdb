-- Asks for the vectors of a collection to be made anew, or takes that back. A worker at it loses its lease.
--
--   :id  the collection
--   :next  JSON: the embedding to change to; null for none
UPDATE "Collection" SET "nextEmbedding" = (:next::json)::jsonb, "embedToken" = "embedToken" + 1, "embedLeaseUntil" = NULL,
  "embedAttempts" = 0, "embedError" = NULL, "updatedAt" = now()
WHERE id = :id
