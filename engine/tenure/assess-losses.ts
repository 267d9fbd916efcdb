import type pg from "pg";
import { PatchbayError } from "../../lib/errors.ts";
import { type Plan, planNodeAt } from "../../lib/graph/plan.ts";
import { jsonText } from "../../platform/database/json-text.ts";
import type { ClaimedRun } from "../queue/claim/claimed-run.ts";
import type { ExecuteOptions } from "../scheduler/execute.ts";
import { type StepEvent, stepKey } from "../scheduler/step-events.ts";
import type { Checkpoint } from "./load-checkpoint.ts";
import { isConnected, noteSuspectsStatement } from "./sql/statements.ts";
import { judge, noteSuspects } from "./suspects.ts";

/** What follows for a tenure from the ends of workers under earlier ones. */
export type Assessment = {
  open: Checkpoint["open"];
  /** Steps at their last try, by step key; a tenure runs nothing else beside one. */
  alone: Set<string>;
};

export const neverStarted = () =>
  new PatchbayError(
    "node_failed",
    "Several workers ended while they loaded this run, so it is not tried again. Its input or its stored results may be larger than the worker's memory; the logs of the workers may say more. Then run it again.",
  );

/** Notes what was under way when a worker ended, and says what must not run again. Asked when a run has lost workers. */
export async function assessLosses(
  pool: pg.Pool,
  run: ClaimedRun,
  { plan, past }: { plan: Plan; past: Checkpoint },
): Promise<Assessment> {
  const noted = noteSuspects(run, past, {
    hasBody: (key) => planNodeAt(plan, key.split("\n")[0] ?? "")?.body !== undefined,
    isConnected: run.former !== null && (await pool.query(isConnected({ worker: run.former }))).rowCount === 1,
  });
  const suspects = jsonText(noted);
  const { id: runId, token, worker } = run;
  if (suspects !== jsonText(run.suspects)) await pool.query(noteSuspectsStatement({ runId, token, worker, suspects }));
  const { failing, alone } = judge(noted, past.open);
  const open = new Map([...past.open].map(([key, step]) => [key, { ...step, isFailing: failing.has(key) }]));
  return { open, alone: new Set(alone) };
}

type Emit = ExecuteOptions["emit"];
type Limits = ExecuteOptions["limits"];

type Considering = {
  emit: Emit;
  assess(): Promise<Assessment>;
  /** No step is at its last try, or not any more. */
  onTried(): void;
};

/** What follows from the ends of earlier workers. */
export async function considerLosses(
  run: ClaimedRun,
  past: Checkpoint,
  { emit, assess, onTried }: Considering,
): Promise<{ open: Checkpoint["open"]; emit: Emit; limit(limits: Limits): Limits }> {
  if (run.losses === 0) return { open: past.open, emit, limit: (limits) => limits };
  const { open, alone } = await assess();
  if (alone.size === 0) onTried();
  return {
    open,
    emit(event) {
      emit(event);
      if (alone.size === 0 || !stepEnds.has(event.type)) return;
      if (alone.delete(stepKey(event.at)) && alone.size === 0) onTried();
    },
    limit: ({ parallel, ...limits }) => ({
      ...limits,
      get parallel() {
        return alone.size > 0 ? 1 : parallel;
      },
    }),
  };
}

const stepEnds: ReadonlySet<StepEvent["type"]> = new Set([
  "succeeded",
  "failed",
  "retrying",
  "waiting",
  "skipped",
  "cancelled",
]);
