import { loadStatement } from "../../../platform/database/sql-file.ts";

export const openHook = loadStatement(new URL("./open-hook.sql", import.meta.url), { tokenHash: "text" });
export const insertDelivery = loadStatement(new URL("./insert-delivery.sql", import.meta.url), {
  id: "text",
  hookId: "text",
  key: "text?",
  isTest: "boolean",
  replayOf: "text?",
  method: "text",
  headers: "json",
  bytes: "int",
  event: "json?",
  status: "int?",
  answer: "text?",
  keepDays: "int",
});
export const findDelivery = loadStatement(new URL("./find-delivery.sql", import.meta.url), {
  hookId: "text",
  key: "text",
});
export const settleDelivery = loadStatement(new URL("./settle-delivery.sql", import.meta.url), {
  id: "text",
  status: "int?",
  answer: "text?",
  runId: "text?",
});
export const noteEvent = loadStatement(new URL("./note-event.sql", import.meta.url), {
  pipelineId: "text",
  nodeId: "text",
  events: "int",
  runId: "text?",
  error: "text?",
});
export const listDeliveries = loadStatement(new URL("./list-deliveries.sql", import.meta.url), {
  hookId: "text",
  id: "text?",
  at: "text?",
  after: "text?",
  limit: "int",
});
