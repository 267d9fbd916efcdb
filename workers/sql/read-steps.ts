/** Steps of a run that have outputs to go on with: succeeded ones, and failed ones with a stand-in. */
export const readSteps = {
  name: "read-steps",
  text: `
    SELECT "nodeId", output FROM "Step"
    WHERE "runId" = $1 AND iteration = '' AND status IN ('succeeded', 'failed') AND output IS NOT NULL`,
};

export const readBlobs = {
  name: "read-blobs",
  text: `SELECT id, data FROM "Blob" WHERE id = ANY($1::text[]) AND "workspaceId" = $2`,
};
