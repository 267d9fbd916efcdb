import { existsSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import { arch, cpus, platform } from "node:os";
import { fileURLToPath } from "node:url";
import type { StormReport } from "./chaos.ts";
import { percentile } from "./recovery.ts";

/** A lease, and the time the sweep may take. */
export const recoveryLimitMs = 17_000;

export function isGood({ hits, plan, recoveries, faults }: StormReport): boolean {
  const isWhole = hits.length === plan.length && recoveries.length > 0;
  return faults.length === 0 && isWhole && Math.max(...recoveries) <= recoveryLimitMs;
}

export function linesOf(report: StormReport): string[] {
  const { recoveries } = report;
  const at = (part: number) => seconds(percentile(recoveries, part));
  return [
    `${report.runs} runs in ${Math.round(report.seconds)} s; ${report.askedAgain} had to be asked for twice`,
    `${report.hits.length} of ${report.plan.length} harms done: ${countsOf([report])
      .map(([kind, count]) => `${count} × ${kind}`)
      .join(", ")}`,
    `lost ${report.lost}, doubled ${report.doubled}, in doubt ${report.inDoubt}, faults ${report.faults.length}`,
    `recovery of ${recoveries.length} runs: p50 ${at(0.5)}, p99 ${at(0.99)}, worst ${at(1)}`,
  ];
}

/** Adds storms to those that are kept in a file. */
export async function keepReports(file: string, reports: readonly StormReport[]): Promise<StormReport[]> {
  const before: StormReport[] = existsSync(file) ? JSON.parse(await readFile(file, "utf8")) : [];
  const all = [...before, ...reports];
  await writeFile(file, JSON.stringify(all));
  return all;
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

/** A column for each broker, with all its storms. */
function table(reports: readonly StormReport[]): string {
  const columns = [...Map.groupBy(reports, ({ broker }) => broker)];
  const row = (name: string, of: (storms: readonly StormReport[]) => string | number) =>
    `| ${[name, ...columns.map(([, storms]) => of(storms))].join(" | ")} |`;
  const sum = (of: (report: StormReport) => number) => (storms: readonly StormReport[]) =>
    storms.reduce((total, storm) => total + of(storm), 0);
  const takenOver = (part: number) => (storms: readonly StormReport[]) =>
    seconds(
      percentile(
        storms.flatMap(({ recoveries }) => recoveries),
        part,
      ),
    );
  const [harms, done] = [sum(({ plan }) => plan.length), sum(({ hits }) => hits.length)];
  const cores = `${cpus().length} × ${cpus()[0]?.model ?? arch()}`;
  return [
    `Measured ${new Date().toISOString().slice(0, 10)} on ${cores}, ${platform()}, Node ${process.versions.node}, Postgres with fsync.`,
    "",
    `| ${["", ...columns.map(([broker]) => `${broker} as the broker`)].join(" | ")} |`,
    row("---", () => "---:"),
    row("Storms, by their seeds", (storms) => storms.map(({ seed }) => seed).join(", ")),
    row(
      "Runs accepted",
      sum(({ runs }) => runs),
    ),
    row("Harms seen to be done", (storms) => `${done(storms)} of ${harms(storms)}`),
    ...countsOf(reports).map(([kind]) =>
      row(`– ${kind}`, (storms) => countsOf(storms).find(([name]) => name === kind)?.[1] ?? 0),
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
      "Histories with a gap, or against the rules",
      sum(({ faults }) => faults.length),
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

function countsOf(reports: readonly StormReport[]): [kind: string, count: number][] {
  const kinds = Map.groupBy(
    reports.flatMap(({ hits }) => hits),
    ({ kind }) => kind,
  );
  return [...kinds].map(([kind, hits]): [string, number] => [kind, hits.length]).sort();
}

const seconds = (ms: number) => `${(ms / 1000).toFixed(1)} s`;
