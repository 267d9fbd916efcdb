-- Why runs that are parked have come no further: of each, the step that has failed and is tried again, the longest first.
-- Steps inside of maps are left out: there may be thousands.
--
--   :runIds  the runs
SELECT DISTINCT ON ("runId") "runId", error, "startedAt"
FROM "Step"
WHERE "runId" = ANY(:runIds) AND iteration = '' AND status = 'retrying' AND error IS NOT NULL
ORDER BY "runId", "startedAt" NULLS LAST
