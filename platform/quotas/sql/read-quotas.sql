-- The quotas of workspaces and how much of each is used, in the order of their ids.
--
--   :workspaceId  of this one alone
--   :after        only those with ids behind it
--   :limit        so many
SELECT w.id AS "workspaceId", w.name, q."runsPerDay", q."runsAtOnce", q."storageBytes"::float8, q.chunks, q.pipelines,
       q."activePipelines", q.members, json_build_object(
         'runsPerDay', CASE WHEN q."runsPerDay" IS NULL THEN "startedToday"(w.id)
                            WHEN q.day >= (now() AT TIME ZONE 'UTC')::date THEN q."dayRuns" ELSE 0 END,
         'runsAtOnce', (SELECT count(*) FROM "Queue" u WHERE u."workspaceId" = w.id AND u."parentId" IS NULL),
         'storageBytes', "usedOfQuota"(w.id, 'storageBytes'),
         'chunks', "usedOfQuota"(w.id, 'chunks'),
         'pipelines', "usedOfQuota"(w.id, 'pipelines'),
         'activePipelines', "usedOfQuota"(w.id, 'activePipelines'),
         'members', "usedOfQuota"(w.id, 'members')) AS used
FROM "Workspace" w LEFT JOIN "Quota" q ON q."workspaceId" = w.id
WHERE (:workspaceId::text IS NULL OR w.id = :workspaceId) AND w.id > :after
ORDER BY w.id LIMIT :limit
