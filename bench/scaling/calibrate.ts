/** From what was measured with one caller and with many to what a run and a group cost each part. */
import { type Cost, type Costs, type Setup, simulate } from "./simulate.ts";

export const parts = ["web", "worker", "postgres"] as const;
type Part = (typeof parts)[number];
/** Processor milliseconds a run. */
type Spent = Record<Part | "load", number>;
export type Measured = { callers: number; spent: Spent; p50: number; perSecond: number };

/**
 * With one caller each group holds one run. How many it holds with many follows from the simulation itself, so the two are
 * brought together step by step. What is left of the time of one caller is spent between the processes.
 */
export function calibrate(one: Measured, many: Measured, commitMs: number, setup: Omit<Setup, "callers">): Costs {
  let costs: Costs = { ...costsFor(one.spent, many.spent, 5), load: many.spent.load, commitMs, hopMs: 0 };
  for (let round = 0; round < 8; round += 1) {
    const { groups } = simulate(costs, { ...setup, callers: many.callers });
    const hopMs = Math.max(0, costs.hopMs + (one.p50 - simulate(costs, { ...setup, callers: 1 }).p50) / 4);
    costs = { ...costs, ...costsFor(one.spent, many.spent, groups), hopMs };
  }
  return costs;
}

function costsFor(one: Spent, many: Spent, runsInGroup: number): Record<Part, Cost> {
  const cost = (part: Part): Cost => {
    const group = Math.max(0, (one[part] - many[part]) / (1 - 1 / Math.max(1.01, runsInGroup)));
    return { group: Math.min(group, one[part]), each: Math.max(0, one[part] - group) };
  };
  return { web: cost("web"), worker: cost("worker"), postgres: cost("postgres") };
}
