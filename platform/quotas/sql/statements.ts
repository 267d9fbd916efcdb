import { loadStatement } from "../../database/sql-file.ts";

export const noRoomFor = loadStatement(new URL("./no-room-for.sql", import.meta.url), {
  workspaceId: "text",
  quota: "text",
  more: "float8",
});
export const readQuotas = loadStatement(new URL("./read-quotas.sql", import.meta.url), {
  workspaceId: "text?",
  after: "text",
  limit: "int",
});
export const writeQuotas = loadStatement(new URL("./write-quotas.sql", import.meta.url), {
  workspaceId: "text",
  runsPerDay: "int?",
  runsAtOnce: "int?",
  storageBytes: "float8?",
  chunks: "int?",
  pipelines: "int?",
  activePipelines: "int?",
  members: "int?",
});
export const countQuotas = loadStatement(new URL("./count-quotas.sql", import.meta.url), { from: "float8" });
