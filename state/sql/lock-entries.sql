-- Locks entries, and answers with what is in them. A key that is new gets a row without a value, so that two changes that
-- begin with it wait for each other as well. Rows are locked in one order always.
--
--   :storeIds  of each entry, its store
--   :keys  and its key; no entry twice
INSERT INTO "StateEntry" AS e ("storeId", key)
SELECT "storeId", key FROM unnest(:storeIds::text[], :keys::text[]) AS asked("storeId", key) ORDER BY "storeId", key
ON CONFLICT ("storeId", key) DO UPDATE SET version = e.version
RETURNING e."storeId", e.key,
  CASE WHEN e."expiresAt" <= clock_timestamp() THEN NULL ELSE e.value END AS value,
  CASE WHEN e."expiresAt" <= clock_timestamp() THEN 0 ELSE e.version END::float8 AS version
