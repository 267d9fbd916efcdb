import { loadStatement } from "../../../../platform/database/sql-file.ts";

export const cancelRun = loadStatement(new URL("./cancel-run.sql", import.meta.url), {
  runId: "text",
  workspaceId: "text",
});
export const wakeParent = loadStatement(new URL("./wake-parent.sql", import.meta.url), { runId: "text" });
