import type pg from "pg";
import { PatchbayError } from "../../../lib/errors.ts";
import { type RunsAdvanced, topics } from "../../../lib/messages.ts";
import type { Broker } from "../../../platform/broker/broker.ts";
import { publishBestEffort } from "../../../platform/broker/publish-best-effort.ts";
import { controlRuns } from "./control-run.ts";
import { cancelRun as cancelRunSql } from "./sql/statements.ts";
import { wakeParent } from "./wake-parent.ts";

type Found = { runId: string; state: string; lastSeq: number | null };

/**
 * Cancels a run with its child runs. Those that no worker holds end here and now; a running one
 * is marked, and its worker is notified at once; if that message is lost, the next extension of its lease tells it
 * (claim/lease.ts). A finished run stays as it is. When run and cancel race, the row decides.
 */
export async function cancelRun(
  { pool, broker }: { pool: pg.Pool; broker: Broker },
  { workspaceId, runId }: { workspaceId: string; runId: string },
): Promise<void> {
  const cancel = () => pool.query<Found>(cancelRunSql({ runId, workspaceId }));
  // It locks the rows of a run and its child runs, and may collide with a worker that writes some of them; once is enough.
  const { rows } = await cancel().catch(async (error) => {
    if (!hasCollided(error)) throw error;
    return await cancel();
  });
  if (rows.length === 0) {
    await assertThere(pool, workspaceId, runId);
    return;
  }
  const held = rows.flatMap((row) => (row.state === "running" ? [row.runId] : []));
  if (held.length > 0) await controlRuns(broker, "cancel", ...held);
  const ended = rows.flatMap(({ runId: id, lastSeq }): RunsAdvanced["runs"] =>
    lastSeq === null ? [] : [[id, lastSeq, "finished"]],
  );
  if (ended.length === 0) return;
  const value: RunsAdvanced = { runs: ended };
  await publishBestEffort(broker, [{ topic: topics.events, key: runId, value }]);
  await wakeParent({ pool, broker }, runId);
}

async function assertThere(pool: pg.Pool, workspaceId: string, runId: string): Promise<void> {
  const text = `SELECT FROM "Run" WHERE id = $1 AND "workspaceId" = $2`;
  const { rowCount } = await pool.query({ name: "run-is-there", text, values: [runId, workspaceId] });
  if (rowCount === 0) throw new PatchbayError("not_found", "There is no such run in this workspace.");
}

/** SQLSTATE class 40: rolled back because of another transaction. */
function hasCollided(error: unknown): boolean {
  return error instanceof Error && "code" in error && String(error.code).startsWith("40");
}
