import { loadStatement } from "../../../../platform/database/sql-file.ts";

export const findBody = loadStatement(new URL("./find-body.sql", import.meta.url), {
  pipelineId: "text",
  workspaceId: "text",
  version: "int?",
});
