import { loadStatement } from "../../../database/sql-file.ts";

const at = (name: string) => new URL(`./${name}.sql`, import.meta.url);

export const appendEvents = loadStatement(at("append-events"), { events: "json" });
export const readTopicEvents = loadStatement(at("read-topic-events"), {
  topicId: "text",
  partitions: "int[]",
  offsets: "text[]",
  limit: "int",
  bytes: "int",
});
export const readEnds = loadStatement(at("read-ends"), { topicId: "text" });
export const offsetsAt = loadStatement(at("offsets-at"), { topicId: "text", timestamp: "float8" });
export const trimEvents = loadStatement(at("trim-events"), { limit: "int" });
