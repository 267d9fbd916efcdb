import { loadStatement } from "../../../database/sql-file.ts";

const at = (name: string) => new URL(`./${name}.sql`, import.meta.url);

export const beginEffects = loadStatement(at("begin-effects"), { effects: "json" });
export const retryEffect = loadStatement(at("retry-effect"), { id: "text", former: "text", intent: "json" });
export const endEffects = loadStatement(at("end-effects"), { effects: "json" });
