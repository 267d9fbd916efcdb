-- Runs of workspaces without their steps. The caller checks the workspace.
--
--   :runIds  the runs
SELECT /* include: outcome of r and q */
FROM (SELECT * FROM "Run" WHERE id = ANY(ARRAY(SELECT unnest(:runIds::text[])))) r
LEFT JOIN (SELECT * FROM "Queue" WHERE "runId" = ANY(ARRAY(SELECT unnest(:runIds::text[])))) q ON q."runId" = r.id
