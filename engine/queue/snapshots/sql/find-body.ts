/** A pipeline and the version that a reference means: the one of this number, or without a number the newest there is. */
export const findBody = {
  name: "find-body",
  text: `
    SELECT p.name, p."archivedAt" IS NOT NULL AS "isArchived", v.number, v."snapshotId",
           CASE WHEN v.number IS NULL THEN p.draft END AS draft
    FROM "Pipeline" p LEFT JOIN LATERAL (
      SELECT number, "snapshotId" FROM "PipelineVersion"
      WHERE "pipelineId" = p.id AND ($3::int IS NULL OR number = $3) ORDER BY number DESC LIMIT 1
    ) v ON true
    WHERE p.id = $1 AND p."workspaceId" = $2`,
};
