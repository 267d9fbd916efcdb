import { loadStatement } from "../../../../platform/database/sql-file.ts";
import { runLists } from "../../../run-columns.ts";

export const insertRuns = loadStatement(
  new URL("./insert-runs.sql", import.meta.url),
  { runs: "json", channels: "text[]", payloads: "text[]", isAsync: "boolean" },
  runLists,
);
export const countQueued = loadStatement(new URL("./count-queued.sql", import.meta.url), {
  workspaceId: "text",
  limit: "int",
});
export const findSameRun = loadStatement(new URL("./find-same-run.sql", import.meta.url), {
  id: "text",
  workspaceId: "text",
  pipelineId: "text",
  idempotencyKey: "text?",
});
export const touchRun = loadStatement(new URL("./touch-run.sql", import.meta.url), { runId: "text" });
