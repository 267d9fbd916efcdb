/**
 * Budgets of model calls. Before a call what it may take at most is held, in one statement that lets in one call after the
 * other; afterwards what it took is counted in its place. Of all that run at one time, on any number of workers, none begins
 * that could exceed a budget together with the others.
 */
import type pg from "pg";
import { z } from "zod";
import type { Budget } from "../../lib/models/budget.ts";
import type { Usage } from "../../lib/models/usage.ts";
import type { CallBound, Held, Meter } from "../../nodes/models/meter.ts";
import { makeBatcher } from "../../platform/database/batch.ts";
import { jsonText } from "../../platform/database/json-text.ts";
import { newId } from "../../platform/ids.ts";
import { retryWhileUnavailable } from "../../platform/retry/retry-while-unavailable.ts";
import { Over, overBudget } from "./over-budget.ts";
import { holdSpend, releaseSpend, settleSpend, trimHolds } from "./sql/statements.ts";

/** Whose call it is. `token` is under which its worker executes the run. */
export type Caller = {
  workspaceId: string;
  pipelineId: string;
  runId: string;
  token: number;
  path: string;
  nodes: readonly (Budget & { path: string; title: string })[];
};

type Ended = {
  id: string;
  calls: number;
  tokensIn: number;
  tokensOut: number;
  costUsd: number;
  tokensPriced: number;
  ms: number;
};
const Answer = z.object({ over: Over.optional(), msLeft: z.number().nullable().optional() });

/** Meters of one process: calls that end together are counted together. */
export function openMeters(pool: pg.Pool): { of(caller: () => Caller | undefined): Meter } {
  const settle = makeBatcher<Ended, undefined>({
    max: 200,
    async run(calls) {
      await retryWhileUnavailable(() => pool.query(settleSpend({ calls: jsonText(calls) })));
      return calls.map(() => undefined);
    },
  });

  async function hold(id: string, caller: Caller, bound: CallBound): Promise<number | null> {
    const { rows } = await retryWhileUnavailable(() =>
      pool.query(holdSpend({ ask: jsonText({ id, ...caller, ...bound }) })),
    );
    const { over, msLeft = null } = Answer.parse(rows[0]?.held);
    if (over) throw overBudget(over, bound);
    return msLeft;
  }

  return {
    of: (find) => async (bound) => {
      const caller = find();
      if (!caller) return unmetered;
      const ids = [newId()];
      const [first = ""] = ids;
      const msLeft = await hold(first, caller, bound);
      return {
        msLeft,
        async again(more) {
          const id = newId();
          await hold(id, caller, more);
          ids.push(id);
        },
        async settle(usage, ms) {
          await Promise.all(ids.map((id) => settle(id === first ? counted(id, usage, ms) : withAnother(id))));
        },
        async release() {
          await retryWhileUnavailable(() => pool.query(releaseSpend({ ids })));
        },
      };
    },
  };
}

/** A call that belongs to no run. */
const unmetered: Held = { msLeft: null, again: async () => {}, settle: async () => {}, release: async () => {} };

const nothing = { calls: 0, tokensIn: 0, tokensOut: 0, costUsd: 0, tokensPriced: 0, ms: 0 };
const withAnother = (id: string): Ended => ({ ...nothing, id });

function counted(id: string, usage: Usage, ms: number): Ended {
  const { tokensIn = 0, tokensOut = 0, costUsd = 0, tokensPriced = 0 } = usage;
  return { id, calls: 1, tokensIn, tokensOut, costUsd, tokensPriced, ms: Math.round(ms) };
}

/** Deletes what is held for calls whose worker has ended, and answers how many. */
export async function trimSpendHolds(pool: pg.Pool, limit: number): Promise<number> {
  return (await pool.query(trimHolds({ limit }))).rowCount ?? 0;
}
