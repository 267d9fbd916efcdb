import { loadStatement } from "../../../../platform/database/sql-file.ts";

export const listWorkers = loadStatement(new URL("./list-workers.sql", import.meta.url), {});
export const countWorkers = loadStatement(new URL("./count-workers.sql", import.meta.url), {});
export const queueState = loadStatement(new URL("./queue-state.sql", import.meta.url), { workspaceId: "text?" });
export const upsertHeartbeat = loadStatement(new URL("./upsert-heartbeat.sql", import.meta.url), {
  id: "text",
  host: "text",
  pid: "int",
  version: "text",
  running: "int",
  capacity: "int",
  finished: "int",
  delayMs: "float8",
  cpu: "float8",
  memoryBytes: "float8",
  echoMs: "float8?",
  isDraining: "boolean",
  clockMs: "float8?",
  diskFree: "float8?",
  diskSize: "float8?",
  secretPrints: "text[]",
});
export const endWorker = loadStatement(new URL("./end-worker.sql", import.meta.url), {
  id: "text",
  finished: "int",
  gaveBack: "int",
});
export const noteTakenOver = loadStatement(new URL("./note-taken-over.sql", import.meta.url), {
  workers: "text[]",
  counts: "int[]",
});
