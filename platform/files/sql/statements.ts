import { loadStatement } from "../../database/sql-file.ts";

const at = (name: string) => new URL(`./${name}.sql`, import.meta.url);

export const dueObjects = loadStatement(at("due-objects"), { limit: "int" });
export const forgetObjects = loadStatement(at("forget-objects"), { ids: "text[]", storedIn: "text[]" });
export const noteStrays = loadStatement(at("note-strays"), { ids: "text[]", storedIn: "text" });
