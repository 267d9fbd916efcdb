import { loadStatement } from "../../../../platform/database/sql-file.ts";

export const claimEnded = loadStatement(new URL("./claim-ended.sql", import.meta.url), { limit: "int" });
export const settleEnded = loadStatement(new URL("./settle-ended.sql", import.meta.url), {
  pipelineId: "text",
  nodeId: "text",
  runId: "text",
  started: "text?",
  events: "int",
  error: "text?",
  retryMs: "float8?",
});
