import { loadStatement } from "../../../../platform/database/sql-file.ts";

const load = <const T extends Parameters<typeof loadStatement>[1]>(name: string, types: T) =>
  loadStatement<T>(new URL(`./${name}.sql`, import.meta.url), types);

export const insertBatchRows = load("insert-batch-rows", { id: "text", claim: "int", first: "int", rows: "json" });
export const foundBatchRows = load("found-batch-rows", {
  id: "text",
  claim: "int",
  columns: "text[]",
  sheets: "text[]",
  sheet: "text?",
  mapping: "json",
});
export const forgetBatchRows = load("forget-batch-rows", { id: "text", claim: "int" });
export const claimBatches = load("claim-batches", { limit: "int", mayPrepare: "boolean" });
export const settleBatch = load("settle-batch", { id: "text", month: "text", first: "int" });
export const nextBatchRows = load("next-batch-rows", { id: "text", from: "int", limit: "int" });
export const startBatchRows = load("start-batch-rows", {
  id: "text",
  indexes: "int[]",
  attempts: "int[]",
  runs: "text[]",
  errors: "text[]",
});
export const refuseBatchRows = load("refuse-batch-rows", {
  id: "text",
  claim: "int",
  indexes: "int[]",
  errors: "text[]",
});
export const advanceBatch = load("advance-batch", {
  id: "text",
  claim: "int",
  from: "text",
  to: "text",
  samples: "json",
  error: "text?",
  restMs: "int",
});
export const retryBatchRows = load("retry-batch-rows", { id: "text" });
export const cancelBatch = load("cancel-batch", { id: "text" });
export const beginBatch = load("begin-batch", {
  id: "text",
  mapping: "json?",
  concurrency: "int?",
  skipRefused: "boolean",
});
export const keepBatch = load("keep-batch", { id: "text", claim: "int" });
export const readBatchRows = load("read-batch-rows", { id: "text", from: "int", limit: "int", state: "text?" });
export const documentsOfCollection = load("documents-of-collection", {
  workspaceId: "text",
  collectionId: "text",
  after: "text",
  limit: "int",
});
export const textOfDocument = load("text-of-document", { documentId: "text" });
