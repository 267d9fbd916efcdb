import type pg from "pg";
import { PatchbayError } from "../../lib/errors.ts";
import { type CancelAsked, type RunsAdvanced, topics } from "../../lib/messages.ts";
import type { Broker } from "../broker/broker.ts";
import { cancelRun as cancelRunSql } from "../sql/cancel-run.ts";
import { ring } from "./start-run.ts";

/**
 * Asks a run to stop. One that nobody has begun ends here and now; a running one is marked, and its worker is told at once
 * and again by its next heartbeat; a waiting one is taken up by a worker, which ends it. A finished run stays as it is.
 * When run and cancel race, the row decides.
 */
export async function cancelRun(
  db: { pool: pg.Pool },
  broker: Broker,
  workspaceId: string,
  runId: string,
): Promise<void> {
  const values = [runId, workspaceId];
  const { rows } = await db.pool.query<{ state: string | null; lastSeq: number | null }>({ ...cancelRunSql, values });
  const [found] = rows;
  if (!found) throw new PatchbayError("not_found", "There is no such run in this workspace.");
  if (found.state === "waiting") {
    await ring(broker, runId);
  } else if (found.state === "running") {
    const value: CancelAsked = { runId };
    await broker.publish([{ topic: topics.cancels, key: runId, value }]).catch(() => {});
  } else if (found.lastSeq !== null) {
    const value: RunsAdvanced = { runs: [[runId, found.lastSeq, "finished"]] };
    await broker.publish([{ topic: topics.events, key: runId, value }]).catch(() => {});
  }
}
