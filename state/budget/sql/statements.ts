import { loadStatement } from "../../../platform/database/sql-file.ts";

const url = (name: string) => new URL(`./${name}.sql`, import.meta.url);
export const holdSpend = loadStatement(url("hold-spend"), { ask: "json" });
export const settleSpend = loadStatement(url("settle-spend"), { calls: "json" });
export const countSpend = loadStatement(url("count-spend"), { writer: "text", batch: "int", calls: "json" });
export const trimWriters = loadStatement(url("trim-writers"), { limit: "int" });
export const hasBudgets = loadStatement(url("has-budgets"), { workspaceId: "text" });
export const hasRootBudget = loadStatement(url("has-root-budget"), { runId: "text" });
export const isForStrangers = loadStatement(url("is-for-strangers"), { runId: "text" });
export const releaseSpend = loadStatement(url("release-spend"), { ids: "text[]" });
export const trimHolds = loadStatement(url("trim-spend"), { limit: "int" });
export const readSpend = loadStatement(url("read-spend"), { workspaceId: "text", month: "text" });
export const readHeld = loadStatement(url("read-held"), { workspaceId: "text", month: "text?", runId: "text?" });
export const readRunSpend = loadStatement(url("read-run-spend"), { workspaceId: "text", runId: "text" });
export const recentSpend = loadStatement(url("recent-spend"), {
  ...{ workspaceId: "text", pipelineId: "text", version: "int?" },
  limit: "int",
});
export const readBudgets = loadStatement(url("read-budgets"), { workspaceId: "text", pipelineId: "text?" });
export const setMonthBudget = loadStatement(url("set-month-budget"), { workspaceId: "text", budget: "json?" });
export const setPipelineBudget = loadStatement(url("set-pipeline-budget"), {
  ...{ workspaceId: "text", pipelineId: "text" },
  budget: "json?",
});
