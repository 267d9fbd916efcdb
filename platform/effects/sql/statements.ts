import { loadStatement } from "../../database/sql-file.ts";

export const trimEffects = loadStatement(new URL("./trim-effects.sql", import.meta.url), { limit: "int" });
