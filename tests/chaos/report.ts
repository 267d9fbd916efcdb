import { readFile, writeFile } from "node:fs/promises";
import { arch, cpus, platform } from "node:os";
import { fileURLToPath } from "node:url";
import type { StormReport } from "./chaos.ts";

/** A lease, and the time the sweep may take. */
export const recoveryLimitMs = 17_000;

export function isGood(report: StormReport): boolean {
  const isWhole = report.hits.length === report.plan.length && report.recovery.count > 0;
  return report.faults.length === 0 && isWhole && report.recovery.max <= recoveryLimitMs;
}

export function linesOf(report: StormReport): string[] {
  const { recovery } = report;
  return [
    `${report.runs} runs in ${Math.round(report.seconds)} s; ${report.askedAgain} had to be asked for twice`,
    `${report.hits.length} of ${report.plan.length} harms done: ${countsOf([report])
      .map(([kind, count]) => `${count} × ${kind}`)
      .join(", ")}`,
    `lost ${report.lost}, doubled ${report.doubled}, in doubt ${report.inDoubt}, faults ${report.faults.length}`,
    `recovery of ${recovery.count} runs: p50 ${seconds(recovery.p50)}, p99 ${seconds(recovery.p99)}, worst ${seconds(recovery.max)}`,
  ];
}

const page = fileURLToPath(new URL("../../docs/guarantees.md", import.meta.url));
const heading = "## What came through the storms?";

/** Writes the figures into their own section of the page, in place of the last ones. */
export async function writeReport(reports: readonly StormReport[]): Promise<void> {
  const text = await readFile(page, "utf8");
  const [before, rest] = text.split(heading);
  if (before === undefined || rest === undefined) throw new Error(`docs/guarantees.md has no section “${heading}”`);
  const next = rest.indexOf("\n## ");
  await writeFile(page, `${before}${heading}\n\n${table(reports)}\n${next === -1 ? "" : rest.slice(next)}`);
}

function table(reports: readonly StormReport[]): string {
  const row = (name: string, of: (report: StormReport) => string | number) =>
    `| ${[name, ...reports.map(of)].join(" | ")} |`;
  const kinds = countsOf(reports).map(([kind]) => kind);
  const cores = `${cpus().length} × ${cpus()[0]?.model ?? arch()}`;
  return [
    `Measured ${new Date().toISOString().slice(0, 10)} on ${cores}, ${platform()}, Node ${process.versions.node}, Postgres with fsync.`,
    "",
    row("", ({ broker }) => `${broker} as the broker`),
    row("---", () => "---:"),
    row("Seed", ({ seed }) => seed),
    row("Runs accepted", ({ runs }) => runs),
    row("Harms seen to be done", ({ hits, plan }) => `${hits.length} of ${plan.length}`),
    ...kinds.map((kind) => row(`– ${kind}`, (report) => countsOf([report]).find(([name]) => name === kind)?.[1] ?? 0)),
    row("Runs lost", ({ lost }) => lost),
    row("Effects done twice", ({ doubled }) => doubled),
    row("Effects without a key left in doubt", ({ inDoubt }) => inDoubt),
    row("Histories with a gap, or against the rules", ({ faults }) => faults.length),
    row("Interrupted runs taken over", ({ recovery }) => recovery.count),
    row("Time to take over, p50", ({ recovery }) => seconds(recovery.p50)),
    row("Time to take over, p99", ({ recovery }) => seconds(recovery.p99)),
  ].join("\n");
}

function countsOf(reports: readonly StormReport[]): [kind: string, count: number][] {
  const kinds = Map.groupBy(
    reports.flatMap(({ hits }) => hits),
    ({ kind }) => kind,
  );
  return [...kinds].map(([kind, hits]): [string, number] => [kind, hits.length]).sort();
}

const seconds = (ms: number) => `${(ms / 1000).toFixed(1)} s`;
