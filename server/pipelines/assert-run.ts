import type pg from "pg";
import { PatchbayError } from "../../lib/errors.ts";

/** The run is of this workspace; that of another one is as good as absent. */
export async function assertRun(db: { pool: pg.Pool }, workspaceId: string, runId: string): Promise<void> {
  const text = `SELECT 1 FROM "Run" WHERE id = $1 AND "workspaceId" = $2`;
  const { rowCount } = await db.pool.query({ name: "assert-run", text, values: [runId, workspaceId] });
  if (rowCount === 0) throw new PatchbayError("not_found", "There is no such run in this workspace.");
}
