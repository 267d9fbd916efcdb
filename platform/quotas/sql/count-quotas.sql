-- How many quotas of workspaces are nearly used and how many are used up, by quota. A quota of 0 is meant so, and is neither.
--
--   :from  the share of a quota from which on it is nearly used
SELECT quota, count(*) FILTER (WHERE used < most)::int AS near, count(*) FILTER (WHERE used >= most)::int AS "full"
FROM (
  SELECT k.quota, (to_jsonb(q) ->> k.quota)::bigint AS most,
         CASE k.quota
           WHEN 'runsPerDay' THEN
             CASE WHEN q.day >= (now() AT TIME ZONE 'UTC')::date THEN q."dayRuns" ELSE 0 END
           WHEN 'runsAtOnce' THEN
             (SELECT count(*) FROM "Queue" u WHERE u."workspaceId" = q."workspaceId" AND u."parentId" IS NULL)
           ELSE "usedOfQuota"(q."workspaceId", k.quota) END AS used
  FROM "Quota" q
  CROSS JOIN unnest(ARRAY['runsPerDay', 'runsAtOnce', 'storageBytes', 'chunks', 'pipelines', 'activePipelines', 'members']) AS k(quota)
  WHERE (to_jsonb(q) ->> k.quota)::bigint > 0
) AS each_one
WHERE used >= most * :from::float8
GROUP BY quota
