-- In how many milliseconds the next trigger is due; no row when none goes by the clock.
--
--   :types  the node types that this release has a source for
SELECT (extract(epoch FROM "dueAt" - now()) * 1000)::float8 AS "inMs" FROM "ActiveTrigger"
WHERE "dueAt" IS NOT NULL AND type = ANY(:types::text[]) ORDER BY "dueAt" LIMIT 1
