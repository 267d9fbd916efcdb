/** What models took, and the budgets of workspaces and pipelines. */
import type pg from "pg";
import { z } from "zod";
import { PatchbayError } from "../../lib/errors.ts";
import { Budget, budgetOrNone, fullness, type Taken, UsageKind, warnAt } from "../../lib/models/budget.ts";
import type { Counts, RunUsageView, UsageView } from "../../lib/views/usage-views.ts";
import { untilKnown } from "./known-budgets.ts";
import { readBudgets, readHeld, readRunSpend, readSpend, setMonthBudget, setPipelineBudget } from "./sql/statements.ts";

type HasPool = { pool: pg.Pool };

const SpendRow = z.object({
  pipelineId: z.string(),
  pipelineName: z.string().nullable(),
  model: z.string(),
  kind: UsageKind,
  calls: z.number(),
  tokensIn: z.number(),
  tokensOut: z.number(),
  costUsd: z.number(),
  tokensPriced: z.number(),
  tokensEstimated: z.number(),
  units: z.number(),
  callsUnpriced: z.number(),
  ms: z.number(),
});
type SpendRow = z.infer<typeof SpendRow>;
const HeldRow = z.object({ usd: z.number(), tokens: z.number(), seconds: z.number() });
const BudgetRow = z.object({ budget: Budget.nullable() });

/** Of UTC. */
export const monthNow = () => new Date().toISOString().slice(0, 7);

export async function readUsage({ pool }: HasPool, workspaceId: string, month: string): Promise<UsageView> {
  const [spent, held, budget] = await Promise.all([
    pool.query(readSpend({ workspaceId, month })),
    heldOf(pool, { workspaceId, month }),
    monthBudget(pool, workspaceId),
  ]);
  const rows = z.array(SpendRow).parse(spent.rows);
  const runs = rows.filter((row) => !isOutside(row));
  const total = sumOf(rows);
  const used = budget && fullness(budget, together(takenOf(rows), held));
  return {
    ...{ month, total, held, budget, used },
    isWarning: used !== null && used >= warnAt,
    outsideOfRuns: sumOf(rows.filter(isOutside)),
    byPipeline: grouped(runs, ({ pipelineId }) => pipelineId).map(([pipelineId, own]) => ({
      ...{ pipelineId, pipelineName: own[0]?.pipelineName ?? null },
      ...sumOf(own),
    })),
    byModel: [...new Set(rows.map(({ kind }) => kind))].flatMap((kind) => {
      const ofKind = rows.filter((row) => row.kind === kind);
      return grouped(ofKind, ({ model }) => model).map(([model, own]) => ({ model, kind, ...sumOf(own) }));
    }),
  };
}

const isOutside = ({ pipelineId }: SpendRow) => pipelineId === "";

async function heldOf(pool: pg.Pool, of: { workspaceId: string; month?: string; runId?: string }): Promise<Taken> {
  return HeldRow.parse((await pool.query(readHeld({ month: null, runId: null, ...of }))).rows[0]);
}

async function monthBudget(pool: pg.Pool, workspaceId: string): Promise<Budget | null> {
  const { rows } = await pool.query(readBudgets({ workspaceId, pipelineId: null }));
  return BudgetRow.safeParse(rows[0]).data?.budget ?? null;
}

/** Null takes it away. When this has resolved, it counts from the next call on. */
export async function writeMonthBudget({ pool }: HasPool, workspaceId: string, budget: Budget | null): Promise<void> {
  const own = budgetOrNone(budget);
  await pool.query(setMonthBudget({ workspaceId, budget: own && JSON.stringify(own) }));
  if (own) await untilKnown();
}

type OfPipeline = { workspaceId: string; pipelineId: string };

export async function readPipelineBudget({ pool }: HasPool, of: OfPipeline): Promise<Budget | null> {
  const [row] = (await pool.query(readBudgets(of))).rows;
  if (!row) throw noPipeline();
  return BudgetRow.safeParse(row).data?.budget ?? null;
}

export async function writePipelineBudget({ pool }: HasPool, of: OfPipeline, budget: Budget | null): Promise<void> {
  const own = budgetOrNone(budget);
  const { rowCount } = await pool.query(setPipelineBudget({ ...of, budget: own && JSON.stringify(own) }));
  if (rowCount === 0) throw noPipeline();
  if (own) await untilKnown();
}

const noPipeline = () => new PatchbayError("not_found", "There is no pipeline with this id here.");

const RunRow = z.object({
  ownBudget: Budget.nullable(),
  pipelineBudget: Budget.nullable(),
  nodes: z.array(
    z.object({ path: z.string(), calls: z.number(), tokens: z.number(), costUsd: z.number(), ms: z.number() }),
  ),
});

/** `runId` is the outermost run. */
export async function readRunUsage({ pool }: HasPool, workspaceId: string, runId: string): Promise<RunUsageView> {
  const [found, held] = await Promise.all([
    pool.query(readRunSpend({ workspaceId, runId })),
    heldOf(pool, { workspaceId, runId }),
  ]);
  if (found.rows.length === 0) throw new PatchbayError("not_found", "There is no run with this id here.");
  const { ownBudget, pipelineBudget, nodes } = RunRow.parse(found.rows[0]);
  const taken = {
    usd: sum(nodes, ({ costUsd }) => costUsd),
    tokens: sum(nodes, ({ tokens }) => tokens),
    seconds: sum(nodes, ({ ms }) => ms) / 1000,
  };
  const all = together(taken, held);
  const budgets = [
    ...(ownBudget ? [{ of: "run" as const, budget: ownBudget }] : []),
    ...(pipelineBudget ? [{ of: "pipeline" as const, budget: pipelineBudget }] : []),
  ];
  return {
    ...{ taken, held, calls: sum(nodes, ({ calls }) => calls) },
    budgets: budgets.map((each) => ({ ...each, used: fullness(each.budget, all) ?? 0 })),
    byNode: nodes.map(({ ms, ...node }) => ({ ...node, seconds: ms / 1000 })),
  };
}

const sum = <T>(list: readonly T[], of: (each: T) => number) => list.reduce((all, each) => all + of(each), 0);
const together = (a: Taken, b: Taken): Taken => ({
  usd: a.usd + b.usd,
  tokens: a.tokens + b.tokens,
  seconds: a.seconds + b.seconds,
});

function takenOf(rows: readonly SpendRow[]): Taken {
  return {
    usd: sum(rows, ({ costUsd }) => costUsd),
    tokens: sum(rows, ({ tokensIn, tokensOut }) => tokensIn + tokensOut),
    seconds: sum(rows, ({ ms }) => ms) / 1000,
  };
}

function sumOf(rows: readonly SpendRow[]): Counts {
  const tokensIn = sum(rows, (row) => row.tokensIn);
  const tokensOut = sum(rows, (row) => row.tokensOut);
  const tokensPriced = sum(rows, (row) => row.tokensPriced);
  const costUsd = sum(rows, (row) => row.costUsd);
  const callsUnpriced = sum(rows, (row) => row.callsUnpriced);
  // Of what older releases counted, the tokens alone tell.
  const isUnknown = tokensPriced === 0 && costUsd === 0 && callsUnpriced + tokensIn + tokensOut > 0;
  return {
    ...{ tokensIn, tokensOut, tokensPriced, callsUnpriced },
    calls: sum(rows, ({ calls }) => calls),
    tokensEstimated: sum(rows, (row) => row.tokensEstimated),
    units: sum(rows, ({ units }) => units),
    costUsd: isUnknown ? null : costUsd,
    seconds: sum(rows, ({ ms }) => ms) / 1000,
  };
}

function grouped(rows: readonly SpendRow[], keyOf: (row: SpendRow) => string): [string, SpendRow[]][] {
  const groups = Map.groupBy(rows, keyOf);
  return [...groups].sort(([, a], [, b]) => takenOf(b).usd - takenOf(a).usd || takenOf(b).tokens - takenOf(a).tokens);
}
