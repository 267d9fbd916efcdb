import { loadStatement } from "../../../../platform/database/sql-file.ts";

export const claimBackfills = loadStatement(new URL("./claim-backfills.sql", import.meta.url), { limit: "int" });
export const advanceBackfill = loadStatement(new URL("./advance-backfill.sql", import.meta.url), {
  id: "text",
  claim: "int",
  next: "float8?",
  open: "text[]",
  started: "int",
  skipped: "int",
  error: "text?",
  restMs: "int",
});
