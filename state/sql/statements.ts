import { loadStatement } from "../../platform/database/sql-file.ts";

const at = (name: string) => new URL(`./${name}.sql`, import.meta.url);
const store = { workspaceId: "text", store: "text" } as const;

export const lockEntries = loadStatement(at("lock-entries"), { storeIds: "text[]", keys: "text[]" });
export const readEffects = loadStatement(at("read-effects"), { ids: "text[]" });
export const writeEntries = loadStatement(at("write-entries"), { entries: "json", effects: "json" });
export const makeStore = loadStatement(at("make-store"), { id: "text", workspaceId: "text", name: "text" });
export const readEntry = loadStatement(at("read-entry"), { ...store, key: "text" });
export const listStores = loadStatement(at("list-stores"), { workspaceId: "text", most: "int" });
export const listEntries = loadStatement(at("list-entries"), {
  ...store,
  prefix: "text",
  after: "text?",
  limit: "int",
  shown: "int",
});
export const findStore = loadStatement(at("find-store"), store);
export const deleteEntry = loadStatement(at("delete-entry"), { ...store, key: "text" });
export const deleteStore = loadStatement(at("delete-store"), store);
export const trimState = loadStatement(at("trim-state"), { limit: "int" });
