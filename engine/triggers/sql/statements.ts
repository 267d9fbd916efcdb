import { loadStatement } from "../../../platform/database/sql-file.ts";

export const claimTriggers = loadStatement(new URL("./claim-triggers.sql", import.meta.url), {
  types: "text[]",
  limit: "int",
});
export const nextTrigger = loadStatement(new URL("./next-trigger.sql", import.meta.url), { types: "text[]" });
export const advanceTrigger = loadStatement(new URL("./advance-trigger.sql", import.meta.url), {
  pipelineId: "text",
  nodeId: "text",
  claim: "float8",
  revision: "int",
  progress: "json",
  dueMs: "float8?",
  events: "int",
  runId: "text?",
  error: "text?",
  retryMs: "int",
});
export const trimDeliveries = loadStatement(new URL("./trim-deliveries.sql", import.meta.url), { limit: "int" });
