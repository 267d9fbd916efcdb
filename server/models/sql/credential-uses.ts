/** The pipelines and collections that name each credential of a workspace: pipelines in their draft or newest version. */
export const credentialUses = {
  name: "credential-uses",
  text: `
    SELECT c.id, u.name AS "createdBy",
           position(c.id IN w."defaultModel"::text) > 0 AS "isDefaultModel",
           (SELECT coalesce(json_agg(json_build_object('id', p.id, 'name', p.name) ORDER BY p.name), '[]')
            FROM "Pipeline" p
            WHERE p."workspaceId" = c."workspaceId" AND p."archivedAt" IS NULL
              AND (position(c.id IN p.draft::text) > 0
                   OR position(c.id IN (SELECT s.graph::text FROM "PipelineVersion" v JOIN "Snapshot" s ON s.id = v."snapshotId"
                                        WHERE v."pipelineId" = p.id ORDER BY v.number DESC LIMIT 1)) > 0)) AS pipelines,
           (SELECT coalesce(json_agg(json_build_object('id', k.id, 'name', k.name) ORDER BY k.name), '[]')
            FROM "Collection" k
            WHERE k."workspaceId" = c."workspaceId" AND position(c.id IN k.settings::text) > 0) AS collections
    FROM "Credential" c JOIN "Workspace" w ON w.id = c."workspaceId" LEFT JOIN "User" u ON u.id = c."createdBy"
    WHERE c."workspaceId" = $1 ORDER BY c.name`,
};
