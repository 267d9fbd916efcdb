import { loadStatement } from "../../../../platform/database/sql-file.ts";
import { workerLists } from "../../../queue/claim/worker-lists.ts";

const at = (name: string) => new URL(`./${name}.sql`, import.meta.url);
const claims = { pipelineIds: "text[]", nodeIds: "text[]", partitions: "int[]", tokens: "int[]" } as const;

export const keepPartitions = loadStatement(at("keep-partitions"), claims);
export const currentPartitions = loadStatement(at("current-partitions"), claims);
export const claimPartitions = loadStatement(
  at("claim-partitions"),
  { types: "text[]", worker: "text", held: "int" },
  workerLists,
);
export const addPartitions = loadStatement(at("add-partitions"), {
  ...{ pipelineId: "text", nodeId: "text" },
  ...{ partition: "int", token: "int", partitions: "int" },
});
export const notePartitions = loadStatement(at("note-partitions"), { notes: "json" });
export const movePosition = loadStatement(at("move-position"), {
  ...{ pipelineId: "text", nodeId: "text", partition: "int", token: "int", position: "text" },
});
export const runOfBatch = loadStatement(at("run-of-batch"), { pipelineId: "text", key: "text" });
export const runOfEvent = loadStatement(at("run-of-event"), { pipelineId: "text", key: "text" });
export const runStates = loadStatement(at("run-states"), { runIds: "text[]" });
export const allPositions = loadStatement(at("all-positions"), {});
