import { loadStatement } from "../../database/sql-file.ts";

export const trimAuditEntries = loadStatement(new URL("./trim-audit.sql", import.meta.url), {
  days: "int",
  limit: "int",
});
