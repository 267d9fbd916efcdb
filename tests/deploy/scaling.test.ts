/** docs/scaling.md: what it predicts follows from the costs in it, and is within a fifth of what was measured. */
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { type Setup, simulate } from "../../bench/scaling/simulate.ts";

const page = readFileSync("docs/scaling.md", "utf8");
const number = (text = "") =>
  Number(
    text
      .replaceAll(",", "")
      .replace("−", "-")
      .replace(/[^\d.-].*/, ""),
  );

/** The rows of the table with this first heading. */
function rowsOf(heading: string): string[][] {
  const [, table = ""] = new RegExp(`^\\| ${heading} \\|.*\\n\\|[-: |]+\\n((?:\\|.*\\n)+)`, "m").exec(page) ?? [];
  const rows = table.trim().split("\n");
  return rows.map((line) =>
    line
      .split("|")
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
}

const cost = (part: string) => {
  const [, each, group] = rowsOf("part").find(([name]) => name === part) ?? [];
  return { each: number(each), group: number(group) };
};
const said = (pattern: RegExp) => number(pattern.exec(page)?.[1]);
const costs = {
  ...{ web: cost("web"), worker: cost("worker"), postgres: cost("Postgres") },
  commitMs: said(/A commit took ([\d.]+) ms/),
  // What those who ask take themselves, and the way from one process to another, are not in the page.
  ...{ load: 0, hopMs: 0.03 },
};
const perSecond = (setup: Setup, ms = 1000) => simulate(costs, setup, ms).perSecond;
/** By how much of the second. */
const apart = (one: number, other: number) => Math.abs(one - other) / other;

const callers = rowsOf("callers").map((row) => row.map((cell) => number(cell)));

test("with as many callers as were measured the simulation gives the figures of the table, at most a fifth off", () => {
  expect(callers).toHaveLength(5);
  for (const [count = 0, measured = 0, simulated = 0, off = 0] of callers) {
    const setup = { processors: 2, webs: 1, workers: 1, callers: count };
    // The costs in the table are rounded.
    expect(apart(perSecond(setup), simulated), `${count} callers`).toBeLessThan(0.06);
    expect(Math.abs((100 * (simulated - measured)) / measured - off), `${count} callers`).toBeLessThan(1);
    expect(apart(simulated, measured), `${count} callers`).toBeLessThanOrEqual(0.2);
  }
});

test("what 50 callers get by the guarantees is within a fifth of what it predicts for them", () => {
  const guarantees = readFileSync("docs/guarantees.md", "utf8");
  const found = /^\| the same with 50 callers.*?for eight seconds at a time ([\d,]+) in \d+ passes/m.exec(guarantees);
  const [, , simulated = 0] = callers.find(([count]) => count === 50) ?? [];
  expect(number(found?.[1])).toBeGreaterThan(0);
  expect(apart(simulated, number(found?.[1]))).toBeLessThanOrEqual(0.2);
});

test("what larger machines carry, and what is spent at a rate, follows from the same costs", () => {
  const larger = rowsOf("processors").map((row) => row.map((cell) => number(cell)));
  expect(larger.length).toBeGreaterThan(3);
  // The largest ones take long to simulate.
  for (const [processors = 0, webs = 0, workers = 0, count = 0, predicted = 0] of larger.slice(0, 3)) {
    const setup = { processors, webs, workers, callers: count };
    expect(apart(perSecond(setup), predicted), `${processors} processors`).toBeLessThan(0.06);
  }
  const log = said(/A run leaves ([\d.]+) kB in Postgres' write-ahead log/);
  const kept = said(/write-ahead log and ([\d.]+) kB in tables/);
  const together = ["web", "worker", "Postgres"].map((part) =>
    number(rowsOf("part").find(([name]) => name === part)?.[3]),
  );
  for (const [rate, processors = "", logged = "", day = ""] of rowsOf("runs a second")) {
    const runs = number(rate);
    const units: Record<string, number> = { MB: 1e6, GB: 1e9, TB: 1e12 };
    const bytes = (text: string) => number(text) * (units[/[MGT]B/.exec(text)?.[0] ?? ""] ?? Number.NaN);
    expect(apart(bytes(logged), runs * log * 1000), `${rate}: log`).toBeLessThan(0.1);
    expect(apart(bytes(day), runs * kept * 1000 * 86_400), `${rate}: history`).toBeLessThan(0.1);
    for (const [at, busy] of processors.split(", ").entries()) {
      const spent = (runs * (together[at] ?? 0)) / 1000;
      expect(Math.abs(number(busy) - spent), `${rate}: processors`).toBeLessThan(Math.max(0.1, spent * 0.15));
    }
  }
});
