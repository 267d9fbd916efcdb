-- Sets the quotas of a workspace that is there; what is null has no limit. A quota of runs a day that is new counts the runs
-- of the day that are there; one that is changed goes on counting.
--
--   :workspaceId      the workspace
--   :runsPerDay       and so on: columns of "Quota"
--   :runsAtOnce
--   :storageBytes
--   :chunks
--   :pipelines
--   :activePipelines
--   :members
INSERT INTO "Quota" ("workspaceId", "runsPerDay", "runsAtOnce", "storageBytes", chunks, pipelines, "activePipelines", members, day,
                     "dayRuns")
SELECT id, :runsPerDay::int, :runsAtOnce::int, CAST(:storageBytes::float8 AS bigint), :chunks::int, :pipelines::int,
       :activePipelines::int, :members::int, (now() AT TIME ZONE 'UTC')::date, "startedToday"(id)
FROM "Workspace" WHERE id = :workspaceId
ON CONFLICT ("workspaceId") DO UPDATE
SET "runsPerDay" = excluded."runsPerDay", "runsAtOnce" = excluded."runsAtOnce", "storageBytes" = excluded."storageBytes",
    chunks = excluded.chunks, pipelines = excluded.pipelines, "activePipelines" = excluded."activePipelines", members = excluded.members,
    day = CASE WHEN "Quota"."runsPerDay" IS NULL THEN excluded.day ELSE "Quota".day END,
    "dayRuns" = CASE WHEN "Quota"."runsPerDay" IS NULL THEN excluded."dayRuns" ELSE "Quota"."dayRuns" END
RETURNING "workspaceId"
