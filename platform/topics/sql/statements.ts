import { loadStatement } from "../../database/sql-file.ts";

const at = (name: string) => new URL(`./${name}.sql`, import.meta.url);

export const findTopic = loadStatement(at("find-topic"), { workspaceId: "text", name: "text" });
export const listTopics = loadStatement(at("list-topics"), { workspaceId: "text" });
export const insertTopic = loadStatement(at("insert-topic"), {
  ...{ id: "text", workspaceId: "text", name: "text" },
  partitions: "int",
  retentionHours: "int?",
});
export const deleteTopic = loadStatement(at("delete-topic"), { id: "text" });
export const growTopic = loadStatement(at("grow-topic"), { id: "text", partitions: "int" });
export const claimRequest = loadStatement(at("claim-request"), { id: "text", request: "json" });
