import { loadStatement } from "../../../platform/database/sql-file.ts";

const entry = { workspaceId: "text", cache: "text", key: "text" } as const;
const url = (name: string) => new URL(`./${name}.sql`, import.meta.url);
export const claimCache = loadStatement(url("claim-cache"), {
  ...entry,
  ...{ scope: "text", text: "text", embedding: "float8[]", maker: "text", makerSeconds: "float8" },
  ...{ runId: "text?", path: "text", iteration: "text", ttlSeconds: "float8?" },
});
export const hitCache = loadStatement(url("hit-cache"), { ...entry, ttlSeconds: "float8?" });
export const nearCache = loadStatement(url("near-cache"), {
  workspaceId: "text",
  cache: "text",
  scope: "text",
  embedding: "float8[]",
  ttlSeconds: "float8?",
});
export const keepCache = loadStatement(url("keep-cache"), {
  ...entry,
  ...{ maker: "text", output: "json", ttlSeconds: "float8?" },
});
export const dropCache = loadStatement(url("drop-cache"), { ...entry, maker: "text" });
export const listEntries = loadStatement(url("list-caches"), { workspaceId: "text" });
export const clearEntries = loadStatement(url("clear-cache"), { workspaceId: "text", cache: "text" });
export const trimEntries = loadStatement(url("trim-cache"), { limit: "int" });
