-- How the steps of a run stand that lie outside maps and loops: enough to say which results another run can take over.
-- `isLost`: a large value of the step is not stored any more.
--
--   :runId        the run
--   :workspaceId  its workspace
SELECT s."nodeId", s.status, s.output IS NOT NULL AS "hasOutput",
       EXISTS (
         SELECT FROM json_each(s.output) AS v(port, value)
         WHERE json_typeof(v.value) = 'object' AND v.value ->> '$blob' IS NOT NULL AND v.value ->> 'preview' IS NOT NULL
           AND NOT EXISTS (SELECT FROM "Blob" b WHERE b.id = v.value ->> '$blob' AND b."workspaceId" = :workspaceId)
       ) AS "isLost"
FROM "Step" s
WHERE s."runId" = :runId AND s.iteration = '' AND strpos(s."nodeId", '/') = 0
