/** Which save of the draft is the newest, of many pipelines. */
export const readRevisions = {
  name: "read-revisions",
  text: `SELECT id, "workspaceId", revision FROM "Pipeline" WHERE id = ANY(ARRAY(SELECT unnest($1::text[])))`,
};
