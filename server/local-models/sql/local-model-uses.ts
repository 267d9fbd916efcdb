/** Whether a local model is the workspace's default, and the pipelines that name it in their draft or newest version. */
export const localModelUses = {
  name: "local-model-uses",
  text: `
    WITH named AS (
      SELECT '$.** ? (@.provider == "local" && @.model == $key)'::jsonpath AS path, jsonb_build_object('key', $2::text) AS vars
    )
    SELECT coalesce(w."defaultModel"->>'provider' = 'local' AND w."defaultModel"->>'model' = $2, false) AS "isDefaultModel",
           (SELECT coalesce(json_agg(json_build_object('id', p.id, 'name', p.name) ORDER BY p.name), '[]')
            FROM "Pipeline" p, named
            WHERE p."workspaceId" = w.id AND p."archivedAt" IS NULL
              AND (jsonb_path_exists(p.draft::jsonb, named.path, named.vars)
                   OR jsonb_path_exists((SELECT s.graph::jsonb FROM "PipelineVersion" v JOIN "Snapshot" s ON s.id = v."snapshotId"
                                         WHERE v."pipelineId" = p.id ORDER BY v.number DESC LIMIT 1), named.path, named.vars)))
             AS pipelines
    FROM "Workspace" w WHERE w.id = $1`,
};
