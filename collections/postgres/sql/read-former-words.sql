-- Some chunks whose words are not of this version, locked until the transaction ends. What another worker has at hand is left
-- to it, and what is being written now has new words then.
--
--   :version  the version (term-vector.ts)
--   :limit  how many
SELECT id, coalesce(metadata ->> 'heading', '') || ' ' || text AS text FROM "Chunk"
WHERE "termsVersion" < :version::int LIMIT :limit::int FOR NO KEY UPDATE SKIP LOCKED
