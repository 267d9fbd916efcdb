import type { Hop, Outcome, Status } from "./check.ts";

const marks: Record<Status, string> = { ok: "✓", warning: "!", failed: "✗", "left out": "–" };

/** The line of one check, and below it what is wrong and what to do. */
export function linesOf({ name, status, detail, complaints }: Outcome): string[] {
  const problem = status === "failed" ? "" : `  ${detail}`;
  const head =
    `${marks[status]} ${name.padEnd(18)}${status === "left out" ? `  left out: ${detail}` : problem}`.trimEnd();
  return [head, ...complaints.flatMap(({ problem, advice }) => [`    ${problem}`, `    → ${advice}`])];
}

/** Who speaks to whom, and how long it took. */
export function mapOf(outcomes: readonly Outcome[]): string[] {
  const hops = outcomes.flatMap((outcome) => outcome.hops);
  if (hops.length === 0) return [];
  const width = Math.max(...hops.map(({ from }) => from.length));
  const there = Math.max(...hops.map(({ to }) => to.length));
  const line = ({ from, to, ms }: Hop) => `  ${from.padEnd(width)} → ${to.padEnd(there)}  ${milliseconds(ms)}`;
  return ["Who speaks to whom", ...hops.map(line)];
}

export function summaryOf(outcomes: readonly Outcome[]): string {
  const count = (status: Status) => outcomes.filter((outcome) => outcome.status === status).length;
  const parts = [`${count("ok") + count("warning")} in order`, `${count("failed")} failed`];
  const warned = count("warning");
  const left = count("left out");
  if (warned > 0) parts.push(`${warned} with a warning`);
  if (left > 0) parts.push(`${left} left out`);
  return parts.join(", ");
}

export const isInOrder = (outcomes: readonly Outcome[]) => outcomes.every(({ status }) => status !== "failed");

/** The same for programs. Times are milliseconds. */
export function asJson(url: string, outcomes: readonly Outcome[]): string {
  const rounded = outcomes.map((outcome) => ({
    ...outcome,
    hops: outcome.hops.map((hop) => ({ ...hop, ms: Math.round(hop.ms * 10) / 10 })),
  }));
  return JSON.stringify({ url, ok: isInOrder(outcomes), checks: rounded }, undefined, 2);
}

function milliseconds(ms: number): string {
  return `${ms < 10 ? ms.toFixed(1) : Math.round(ms)} ms`.padStart(9);
}
