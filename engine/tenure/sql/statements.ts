import { loadStatement } from "../../../platform/database/sql-file.ts";
import { runLists } from "../../run-columns.ts";

export const readDecisions = loadStatement(new URL("./read-decisions.sql", import.meta.url), {
  runId: "text",
  anchor: "float8?",
});
export const expireApproval = loadStatement(new URL("./expire-approval.sql", import.meta.url), {
  runId: "text",
  nodeId: "text",
  iteration: "text",
});
export const countChildren = loadStatement(new URL("./count-children.sql", import.meta.url), {
  runId: "text",
  nodeId: "text",
  iteration: "text",
  anchor: "float8?",
});
export const readChildren = loadStatement(new URL("./read-children.sql", import.meta.url), {
  runId: "text",
  nodeId: "text",
  iteration: "text",
  index: "int?",
});
export const cancelChildren = loadStatement(new URL("./cancel-children.sql", import.meta.url), {
  runId: "text",
  step: "text?",
});
export const isConnected = loadStatement(new URL("./is-connected.sql", import.meta.url), { worker: "text" }, runLists);
export const isUnfinished = loadStatement(new URL("./is-unfinished.sql", import.meta.url), { runId: "text" });
export const readSteps = loadStatement(new URL("./read-steps.sql", import.meta.url), {
  runId: "text",
  inside: "text[]?",
});
export const noteSuspectsStatement = loadStatement(new URL("./note-suspects.sql", import.meta.url), {
  runId: "text",
  token: "int",
  worker: "text",
  suspects: "json",
});
export const readBlobs = loadStatement(new URL("./read-blobs.sql", import.meta.url), {
  ids: "text[]",
  workspaceId: "text",
});
