import { loadStatement } from "../../../platform/database/sql-file.ts";
import { runLists } from "../../run-columns.ts";
import { stepLists } from "../../step-columns.ts";

const lists = { ...runLists, ...stepLists };

export const selectRuns = loadStatement(
  new URL("./select-runs.sql", import.meta.url),
  { runIds: "text[]", most: "int" },
  lists,
);
export const selectSteps = loadStatement(new URL("./select-steps.sql", import.meta.url), { runId: "text" });
export const pausesOfRuns = loadStatement(new URL("./pauses-of-runs.sql", import.meta.url), { runIds: "text[]" });
export const selectOutcomes = loadStatement(
  new URL("./select-outcomes.sql", import.meta.url),
  { runIds: "text[]" },
  lists,
);
export const insertResumedRun = loadStatement(
  new URL("./insert-resumed-run.sql", import.meta.url),
  { run: "json", events: "json", done: "text[]", begun: "text[]" },
  lists,
);
export const readProgress = loadStatement(new URL("./read-progress.sql", import.meta.url), {
  runId: "text",
  workspaceId: "text",
});
export const listIterations = loadStatement(new URL("./list-iterations.sql", import.meta.url), {
  runId: "text",
  nodeId: "text",
  iteration: "text",
  status: "text?",
  after: "int?",
  limit: "int",
});
export const iterationSteps = loadStatement(new URL("./iteration-steps.sql", import.meta.url), {
  runId: "text",
  nodeId: "text",
  iteration: "text",
});
export const insideCounts = loadStatement(new URL("./inside-counts.sql", import.meta.url), {
  runId: "text",
  nodeId: "text",
  iteration: "text",
});
export const childOfItem = loadStatement(new URL("./child-of-item.sql", import.meta.url), {
  runId: "text",
  workspaceId: "text",
  nodeId: "text",
  index: "int",
});
export const pastRun = loadStatement(new URL("./past-run.sql", import.meta.url), {
  runId: "text",
  workspaceId: "text",
});
export const pastSteps = loadStatement(new URL("./past-steps.sql", import.meta.url), {
  runId: "text",
  workspaceId: "text",
});
export const readEvents = loadStatement(new URL("./read-events.sql", import.meta.url), {
  runIds: "text[]",
  after: "int[]",
  limit: "int",
});
export const runHasBlob = loadStatement(new URL("./run-has-blob.sql", import.meta.url), {
  runId: "text",
  blob: "text",
});
export const logsOfRuns = loadStatement(new URL("./logs-of-runs.sql", import.meta.url), { runIds: "text[]" });
export const trimConversations = loadStatement(new URL("./trim-conversations.sql", import.meta.url), { limit: "int" });
export const trimVisitorFiles = loadStatement(new URL("./trim-visitor-files.sql", import.meta.url), { limit: "int" });
