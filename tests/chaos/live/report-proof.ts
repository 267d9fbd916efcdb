import { arch, cpus, platform } from "node:os";
import { writeSection } from "../report.ts";
import type { ProofReport } from "./live-proof.ts";

const whole = (ms: number) => `${Math.round(ms)} ms`;
const inSeconds = (ms: number) => `${(ms / 1000).toFixed(1)} s`;

export function isProven({ violations, notInjected }: ProofReport): boolean {
  return violations.length === 0 && notInjected.length === 0;
}

const rows: [name: string, of: (report: ProofReport) => string | number][] = [
  ["Events, at a pace of", ({ events, rate }) => `${events}, ${rate}/s`],
  ["Events/s until the last was in the sink", ({ perSecond }) => Math.round(perSecond)],
  ["Lost", ({ lost }) => lost],
  ["Doubled", ({ doubled }) => doubled],
  ["Out of the order of their key", ({ outOfOrder }) => outOfOrder],
  ["Counted wrongly in the store of their key", ({ miscounted }) => miscounted],
  ["Lag at the end", ({ lag }) => lag ?? "unknown"],
  ["Event → sink, p50 and p99", ({ delays }) => `${whole(delays.p50)}, ${whole(delays.p99)}`],
  ["– while nothing was being recovered from", ({ quietDelays: { p50, p99 } }) => `${whole(p50)}, ${whole(p99)}`],
  ["Longest", ({ delays }) => inSeconds(delays.longest)],
  [
    "From each fault until no event was held up by it",
    ({ recoveries }) => recoveries.map(({ fault, ms }) => `${fault} ${inSeconds(ms)}`).join(", "),
  ],
];

export function linesOfProof(report: ProofReport): string[] {
  return rows.map(([name, of]) => `${name}: ${of(report)}`);
}

export async function writeProof(reports: readonly ProofReport[]): Promise<void> {
  const cores = `${cpus().length} × ${cpus()[0]?.model.trim() ?? arch()}`;
  const minutes = (reports[0]?.seconds ?? 0) / 60;
  const line = (cells: readonly (string | number)[]) => `| ${cells.join(" | ")} |`;
  const text = [
    `Measured ${new Date().toISOString().slice(0, 10)} on ${cores}, ${platform()}, Node ${process.versions.node}, Postgres with fsync: ${minutes} minutes, two workers, one of which was killed with -9 each minute, and the broker once (\`npm run test:chaos -- live\`). Each event has a run of its own, which counts in the store of its key and publishes to the sink. Independent readers counted in both topics.`,
    "",
    line(["", ...reports.map(({ broker }) => `over ${broker}`)]),
    line(["---", ...reports.map(() => "---:")]),
    ...rows.map(([name, of]) => line([name, ...reports.map(of)])),
  ].join("\n");
  await writeSection("## What do ten minutes of events show?", text);
}
