import type pg from "pg";
import { z } from "zod";
import type { Decision } from "../../lib/runs/waits.ts";
import type { RunClock } from "../journal/run-clock.ts";
import type { ClaimedRun } from "../queue/claim/claimed-run.ts";
import { type StepAddress, stepKey } from "../scheduler/step-events.ts";
import { expireApproval, readDecisions } from "./sql/statements.ts";

const Rows = z.array(
  z.object({
    nodeId: z.string(),
    iteration: z.string(),
    status: z.enum(["approved", "refused", "expired"]),
    comment: z.string(),
    decidedMs: z.number().nullable(),
  }),
);

/** The decisions on a run's approvals. Steps that ask in the same moment share one query. */
export function makeDecisions(pool: pg.Pool, { id: runId, anchor }: ClaimedRun, clock: RunClock) {
  let reading: Promise<ReadonlyMap<string, Decision>> | undefined;

  async function read(): Promise<ReadonlyMap<string, Decision>> {
    await Promise.resolve();
    reading = undefined;
    const { rows } = await pool.query(readDecisions({ runId, anchor }));
    const decisions = Rows.parse(rows);
    // No step goes on before it was decided.
    for (const { decidedMs } of decisions) clock.reach(decidedMs ?? 0);
    return new Map(
      decisions.map(({ nodeId, iteration, status, comment }) => [
        stepKey({ path: nodeId, iteration }),
        { status, comment },
      ]),
    );
  }

  return async function decision(at: StepAddress, isDue: boolean): Promise<Decision | undefined> {
    if (isDue) await pool.query(expireApproval({ runId, nodeId: at.path, iteration: at.iteration }));
    reading ??= read();
    const found = (await reading).get(stepKey(at));
    return found ?? (isDue ? { status: "expired", comment: "" } : undefined);
  };
}
