import type pg from "pg";
import { z } from "zod";
import { RunError, type RunStatus } from "../../lib/run.ts";
import type { RunPause } from "../../lib/views/run-views.ts";
import { pausesOfRuns } from "./sql/statements.ts";

const Row = z.object({ runId: z.string(), error: RunError, startedAt: z.date().nullable() });

/** By run, why it rests although a step of it has failed: that is tried again. Of runs that do not wait there is nothing. */
export async function readPauses(
  pool: pg.Pool,
  runs: readonly { id: string; status: RunStatus }[],
): Promise<Map<string, RunPause>> {
  const runIds = runs.filter(({ status }) => status === "waiting").map(({ id }) => id);
  if (runIds.length === 0) return new Map();
  const rows = z.array(Row).parse((await pool.query(pausesOfRuns({ runIds }))).rows);
  return new Map(
    rows.map(({ runId, error, startedAt }) => [
      runId,
      { message: error.message, since: startedAt?.toISOString() ?? null },
    ]),
  );
}
