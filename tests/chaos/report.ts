import { existsSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import { arch, cpus, platform } from "node:os";
import { fileURLToPath } from "node:url";
import type { ChaosReport } from "./chaos-run.ts";
import { percentile } from "./recovery.ts";

/** A lease, and the time the sweep may take. */
const recoveryLimitMs = 17_000;

export function isGood({ injected, plan, recoveries, violations }: ChaosReport): boolean {
  const isWhole = injected.length === plan.length && recoveries.length > 0;
  return violations.length === 0 && isWhole && Math.max(...recoveries) <= recoveryLimitMs;
}

export function linesOf(report: ChaosReport): string[] {
  const { recoveries } = report;
  const at = (part: number) => seconds(percentile(recoveries, part));
  return [
    `${report.runs} runs in ${Math.round(report.seconds)} s; ${report.askedAgain} had to be requested twice`,
    `${report.injected.length} of ${report.plan.length} faults injected: ${countsOf([report])
      .map(([kind, count]) => `${count} × ${kind}`)
      .join(", ")}`,
    `lost ${report.lost}, doubled ${report.doubled}, in doubt ${report.inDoubt}, given up ${report.givenUp}, violations ${report.violations.length}`,
    `recovery of ${recoveries.length} runs: p50 ${at(0.5)}, p99 ${at(0.99)}, worst ${at(1)}`,
  ];
}

/** Adds chaos runs to those that are kept in a file. */
export async function keepReports(file: string, reports: readonly ChaosReport[]): Promise<ChaosReport[]> {
  const before: KeptReport[] = existsSync(file) ? JSON.parse(await readFile(file, "utf8")) : [];
  const all = [...before.map(withCurrentNames), ...reports];
  await writeFile(file, JSON.stringify(all));
  return all;
}

/** A report in a file may be older than the names of its fields. */
type KeptReport = ChaosReport & {
  hits?: ChaosReport["injected"];
  misses?: ChaosReport["notInjected"];
  faults?: ChaosReport["violations"];
};

function withCurrentNames({ hits, misses, faults, ...report }: KeptReport): ChaosReport {
  return {
    ...report,
    injected: report.injected ?? hits,
    notInjected: report.notInjected ?? misses,
    violations: report.violations ?? faults,
    givenUp: report.givenUp ?? 0,
  };
}

const page = fileURLToPath(new URL("../../docs/guarantees.md", import.meta.url));
const heading = "## What did the chaos runs show?";

export async function writeReport(reports: readonly ChaosReport[]): Promise<void> {
  await writeSection(heading, table(reports));
}

/** Writes the figures into their own section of the page, in place of the last ones. */
export async function writeSection(title: string, figures: string): Promise<void> {
  const text = await readFile(page, "utf8");
  const [before, rest] = text.split(title);
  if (before === undefined || rest === undefined) throw new Error(`docs/guarantees.md has no section “${title}”`);
  const next = rest.indexOf("\n## ");
  await writeFile(page, `${before}${title}\n\n${figures}\n${next === -1 ? "" : rest.slice(next)}`);
}

/** A column for each broker, with all its chaos runs. */
function table(reports: readonly ChaosReport[]): string {
  const columns = [...Map.groupBy(reports, ({ broker }) => broker)];
  const row = (name: string, of: (runs: readonly ChaosReport[]) => string | number) =>
    `| ${[name, ...columns.map(([, runs]) => of(runs))].join(" | ")} |`;
  const sum = (of: (report: ChaosReport) => number) => (runs: readonly ChaosReport[]) =>
    runs.reduce((total, run) => total + of(run), 0);
  const takenOver = (part: number) => (runs: readonly ChaosReport[]) =>
    seconds(
      percentile(
        runs.flatMap(({ recoveries }) => recoveries),
        part,
      ),
    );
  const [planned, done] = [sum(({ plan }) => plan.length), sum(({ injected }) => injected.length)];
  const cores = `${cpus().length} × ${cpus()[0]?.model ?? arch()}`;
  return [
    `Measured ${new Date().toISOString().slice(0, 10)} on ${cores}, ${platform()}, Node ${process.versions.node}, Postgres with fsync.`,
    "",
    `| ${["", ...columns.map(([broker]) => `${broker} as the broker`)].join(" | ")} |`,
    row("---", () => "---:"),
    row("Chaos runs, by their seeds", (runs) => runs.map(({ seed }) => seed).join(", ")),
    row(
      "Runs accepted",
      sum(({ runs }) => runs),
    ),
    row("Faults injected", (runs) => `${done(runs)} of ${planned(runs)}`),
    ...countsOf(reports).map(([kind]) =>
      row(`– ${kind}`, (runs) => countsOf(runs).find(([name]) => name === kind)?.[1] ?? 0),
    ),
    row(
      "Runs lost",
      sum(({ lost }) => lost),
    ),
    row(
      "Effects done twice",
      sum(({ doubled }) => doubled),
    ),
    row(
      "Effects without a key left in doubt",
      sum(({ inDoubt }) => inDoubt),
    ),
    row(
      "Runs given up, as three workers were killed under one step",
      sum(({ givenUp }) => givenUp),
    ),
    row(
      "Histories with a gap or a violation",
      sum(({ violations }) => violations.length),
    ),
    row(
      "Interrupted runs taken over",
      sum(({ recoveries }) => recoveries.length),
    ),
    row("Time to take over, p50", takenOver(0.5)),
    row("Time to take over, p99", takenOver(0.99)),
    row("Time to take over, longest", takenOver(1)),
  ].join("\n");
}

function countsOf(reports: readonly ChaosReport[]): [kind: string, count: number][] {
  const kinds = Map.groupBy(
    reports.flatMap(({ injected }) => injected),
    ({ kind }) => kind,
  );
  return [...kinds].map(([kind, injected]): [string, number] => [kind, injected.length]).sort();
}

const seconds = (ms: number) => `${(ms / 1000).toFixed(1)} s`;
