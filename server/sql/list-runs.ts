/** A page of runs, newest first. Ids are UUIDs of version 7, so (createdAt, id) is a stable order. */
export const listRuns = {
  name: "list-runs",
  text: `
    SELECT r.id, r."pipelineId", p.name AS "pipelineName", r."versionNumber", r.status, r.trigger, r.error,
           r."tokensIn", r."tokensOut", r."createdAt", r."startedAt", r."finishedAt", r."createdBy"
    FROM "Run" r JOIN "Pipeline" p ON p.id = r."pipelineId"
    WHERE r."workspaceId" = $1
      AND ($2::text IS NULL OR r."pipelineId" = $2)
      AND ($3::text[] IS NULL OR r.status = ANY($3))
      AND ($4::text[] IS NULL OR r.trigger = ANY($4))
      AND (NOT $5 OR r."versionNumber" IS NOT DISTINCT FROM $6)
      AND ($7::timestamptz IS NULL OR r."createdAt" >= $7)
      AND ($8::timestamptz IS NULL OR r."createdAt" < $8)
      AND ($9::timestamptz IS NULL OR (r."createdAt", r.id) < ($9, $10))
    ORDER BY r."createdAt" DESC, r.id DESC
    LIMIT $11`,
};
