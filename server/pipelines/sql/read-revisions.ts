/** Which save of the draft is the newest, and which published version (null where there is none), of many pipelines. */
export const readRevisions = {
  name: "read-revisions-and-versions",
  text: `SELECT id, "workspaceId", revision,
           (SELECT max(number) FROM "PipelineVersion" WHERE "pipelineId" = "Pipeline".id) AS newest
         FROM "Pipeline" WHERE id = ANY(ARRAY(SELECT unnest($1::text[])))`,
};
