/**
 * Budgets of model calls. Before a call what it may take at most is held, in one statement that lets in one call after the
 * other; afterwards what it took is counted in its place. Of all that run at one time, on any number of workers, none begins
 * that could exceed a budget together with the others. Where no budget applies, nothing is held.
 */
import type pg from "pg";
import { z } from "zod";
import type { Budget } from "../../lib/models/budget.ts";
import type { CallBound, Held, Meter, Spent } from "../../nodes/models/meter.ts";
import { makeBatcher } from "../../platform/database/batch.ts";
import { jsonText } from "../../platform/database/json-text.ts";
import { newId } from "../../platform/ids.ts";
import { retryWhileUnavailable } from "../../platform/retry/retry-while-unavailable.ts";
import { openKnownBudgets } from "./known-budgets.ts";
import { Over, overBudget, overForStrangers } from "./over-budget.ts";
import {
  countSpend,
  holdSpend,
  isForStrangers,
  releaseSpend,
  settleSpend,
  trimHolds,
  trimWriters,
} from "./sql/statements.ts";

/** Whose call it is. One that belongs to no run has an empty `runId`. `token` is under which its worker executes the run. */
export type Caller = {
  workspaceId: string;
  pipelineId: string;
  runId: string;
  token: number;
  path: string;
  /** It was started with a budget of its own. */
  own: boolean;
  /** It runs inside another run. */
  isChild: boolean;
  nodes: readonly (Budget & { path: string; title: string })[];
};

/** Documents, searches of people and of the API: their budget is the workspace's. */
export function outsideOfRuns(workspaceId: string): Caller {
  return { workspaceId, runId: "", pipelineId: "", token: 0, path: "", own: false, isChild: false, nodes: [] };
}

type Ended = {
  id: string;
  calls: number;
  tokensIn: number;
  tokensOut: number;
  costUsd: number;
  tokensPriced: number;
  tokensEstimated: number;
  units: number;
  callsUnpriced: number;
  ms: number;
};
type Free = Omit<Ended, "id" | "calls"> &
  Pick<Caller, "workspaceId" | "runId" | "pipelineId" | "path"> &
  Pick<CallBound, "model" | "kind">;
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

  const known = openKnownBudgets(pool);
  const writer = newId();
  let batch = 0;
  const count = makeBatcher<Free, undefined>({
    max: 200,
    async run(calls) {
      const asked = countSpend({ writer, batch: ++batch, calls: jsonText(calls) });
      await retryWhileUnavailable(() => pool.query(asked));
      return calls.map(() => undefined);
    },
  });

  /** No budget applies to it: nothing is held, and what it took is counted when it has ended. */
  function free(caller: Caller, first: CallBound): Held {
    const { workspaceId, runId, pipelineId, path } = caller;
    return {
      ...unmetered,
      async settle(usage, ms, isEstimated) {
        const took = taken(usage, ms, isEstimated);
        const { model, kind = "chat" } = first;
        await count({ ...took, workspaceId, runId, pipelineId, path, model, kind });
      },
    };
  }

  async function isPublic(runId: string): Promise<boolean> {
    const { rows } = await retryWhileUnavailable(() => pool.query(isForStrangers({ runId })));
    return rows[0]?.has !== false;
  }

  async function hold(id: string, caller: Caller, bound: CallBound): Promise<number | null> {
    const { rows } = await retryWhileUnavailable(() =>
      pool.query(holdSpend({ ask: jsonText({ id, ...caller, ...bound }) })),
    );
    const { over, msLeft = null } = Answer.parse(rows[0]?.held);
    if (over) throw (await isPublic(caller.runId)) ? overForStrangers() : overBudget(over, bound);
    return msLeft;
  }

  return {
    of: (find) => async (bound) => {
      const caller = find();
      if (!caller) return unmetered;
      if (bound.isOnBoard || !(await known.mayLimit(caller))) return free(caller, bound);
      const ids = [newId()];
      const [first = ""] = ids;
      const msLeft = await hold(first, caller, bound);
      return {
        isHeld: true,
        msLeft,
        async again(more) {
          const id = newId();
          await hold(id, caller, more);
          ids.push(id);
        },
        async settle(usage, ms, isEstimated) {
          const took: Ended = { id: first, calls: 1, ...taken(usage, ms, isEstimated) };
          await Promise.all(ids.map((id) => settle(id === first ? took : withAnother(id))));
        },
        async release() {
          await retryWhileUnavailable(() => pool.query(releaseSpend({ ids })));
        },
      };
    },
  };
}

/** A call that belongs to no run. */
const unmetered: Held = {
  isHeld: false,
  msLeft: null,
  again: async () => {},
  settle: async () => {},
  release: async () => {},
};

const nothing = {
  calls: 0,
  tokensIn: 0,
  tokensOut: 0,
  costUsd: 0,
  tokensPriced: 0,
  tokensEstimated: 0,
  units: 0,
  callsUnpriced: 0,
  ms: 0,
};
const withAnother = (id: string): Ended => ({ ...nothing, id });

function taken(usage: Spent, ms: number, isEstimated = false): Omit<Ended, "id" | "calls"> {
  const { tokensIn = 0, tokensOut = 0, costUsd = 0, tokensPriced = 0, units = 0 } = usage;
  const tokensEstimated = isEstimated ? tokensIn + tokensOut : 0;
  const callsUnpriced = usage.costUsd === undefined ? 1 : 0;
  return { tokensIn, tokensOut, costUsd, tokensPriced, tokensEstimated, units, callsUnpriced, ms: Math.round(ms) };
}

/** Deletes what is held for calls whose worker has ended and what is known of such workers, and answers how many. */
export async function trimSpendHolds(pool: pg.Pool, limit: number): Promise<number> {
  const [holds, writers] = [await pool.query(trimHolds({ limit })), await pool.query(trimWriters({ limit }))];
  return (holds.rowCount ?? 0) + (writers.rowCount ?? 0);
}
