import type pg from "pg";
import { z } from "zod";
import type { Decision } from "../lib/waits.ts";
import { expireApproval, readDecisions } from "./sql/approvals.ts";
import { type StepAddress, stepKey } from "./step-events.ts";

const Rows = z.array(
  z.object({
    nodeId: z.string(),
    iteration: z.string(),
    status: z.enum(["approved", "refused", "expired"]),
    comment: z.string(),
  }),
);

/** What people have decided about a run's steps. Steps that look in the same moment share one look. */
export function makeDecisions(pool: pg.Pool, runId: string) {
  let looking: Promise<ReadonlyMap<string, Decision>> | undefined;

  async function read(): Promise<ReadonlyMap<string, Decision>> {
    await Promise.resolve();
    looking = undefined;
    const { rows } = await pool.query({ ...readDecisions, values: [runId] });
    return new Map(
      Rows.parse(rows).map(({ nodeId, iteration, status, comment }) => [
        stepKey({ path: nodeId, iteration }),
        { status, comment },
      ]),
    );
  }

  return async function decision(at: StepAddress, isDue: boolean): Promise<Decision | undefined> {
    if (isDue) await pool.query({ ...expireApproval, values: [runId, at.path, at.iteration] });
    looking ??= read();
    const found = (await looking).get(stepKey(at));
    return found ?? (isDue ? { status: "expired", comment: "" } : undefined);
  };
}
