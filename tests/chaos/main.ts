/**
 * npm run test:chaos: a chaos run over the Postgres broker and one over a real Kafka. The same --seed gives the same plan.
 * --rounds N (how often each fault is injected), --runs N, --broker postgres|kafka, --write (figures into docs/guarantees.md),
 * --keep FILE (adds the chaos runs to those in this file, and writes the figures of all of them).
 *
 * npm run test:chaos -- live: ten minutes of events instead, with --seconds N, --rate N (events a second), --kill-every N
 * (seconds), or LIVE_SECONDS, LIVE_RATE and LIVE_KILL_EVERY.
 */

import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { crashPoints } from "../../platform/crash-point.ts";
import { whyNoKafka } from "../../scripts/services/kafka.ts";
import { isClientStale, makeClient } from "../../scripts/start/build.ts";
import { bold, complain, dim, say, step } from "../../scripts/start/screen.ts";
import { type ChaosReport, runChaos } from "./chaos-run.ts";
import { nameOf } from "./inject.ts";
import { type ProofReport, runProof } from "./live/live-proof.ts";
import { isProven, linesOfProof, writeProof } from "./live/report-proof.ts";
import { planInjections } from "./plan.ts";
import { isGood, keepReports, linesOf, writeReport } from "./report.ts";

const { values: asked, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    seconds: { type: "string", default: process.env.LIVE_SECONDS ?? "600" },
    rate: { type: "string", default: process.env.LIVE_RATE ?? "300" },
    "kill-every": { type: "string", default: process.env.LIVE_KILL_EVERY ?? "60" },
    seed: { type: "string" },
    rounds: { type: "string", default: "2" },
    runs: { type: "string", default: "300" },
    "per-second": { type: "string", default: "3" },
    broker: { type: "string" },
    write: { type: "boolean", default: false },
    keep: { type: "string" },
  },
});

if (await isClientStale()) await step("Prisma client written", makeClient);
const seed = Number(asked.seed ?? Math.floor(Math.random() * 1_000_000));
const workers = 3;
const [what = "faults"] = positionals;
if (what !== "faults" && what !== "live") {
  complain(`There is no chaos run “${what}”. There are: faults, live.`);
  process.exit(2);
}
const isAllGood = what === "live" ? await proveLive() : await runFaults();
say(bold(isAllGood ? "Nothing was lost and nothing was done twice." : "The guarantees did not hold."));
process.exit(isAllGood ? 0 : 1);

async function proveLive(): Promise<boolean> {
  const proofs: ProofReport[] = [];
  const pace = { seconds: Number(asked.seconds), rate: Number(asked.rate), killEvery: Number(asked["kill-every"]) };
  for (const hasKafka of await brokers()) {
    say(bold(`${pace.seconds} s of ${pace.rate} events/s over ${hasKafka ? "Kafka" : "Postgres"}`));
    const report = await runProof({ seed, hasKafka, ...pace, say: (line) => say(dim(`  ${line}`)) });
    for (const line of linesOfProof(report)) say(`  ${line}`);
    for (const problem of [...report.notInjected, ...report.violations].slice(0, 40)) complain(problem);
    proofs.push(report);
  }
  if (asked.write) await writeProof(proofs);
  return proofs.every(isProven);
}

async function runFaults(): Promise<boolean> {
  const reports: ChaosReport[] = [];
  for (const hasKafka of await brokers()) {
    say(bold(`A chaos run over ${hasKafka ? "Kafka" : "Postgres"}, seed ${seed}`));
    const plan = planInjections({
      ...{ seed, workers, hasKafka, points: crashPoints, gapMs: 2500, stopMs: 20_000 },
      rounds: Number(asked.rounds),
    });
    const report = await runChaos({
      ...{ seed, workers, plan, hasKafka },
      runs: Number(asked.runs),
      perSecond: Number(asked["per-second"]),
      say: (line) => say(dim(`  ${line}`)),
    });
    for (const line of linesOf(report)) say(`  ${line}`);
    for (const { ms, fault, run, holders } of report.slowest)
      say(dim(`  ${(ms / 1000).toFixed(1)} s after ${fault}: ${run} (${holders})`));
    for (const problem of [...report.notInjected, ...report.violations].slice(0, 40)) complain(problem);
    say(dim(`  The plan: ${report.plan.map((each) => `${(each.at / 1000).toFixed(1)} ${nameOf(each)}`).join(", ")}`));
    reports.push(report);
  }
  const kept = asked.keep === undefined ? reports : await keepReports(asked.keep, reports);
  if (asked.write) await writeReport(kept);
  return reports.every(isGood);
}

async function brokers(): Promise<boolean[]> {
  if (asked.broker) return [asked.broker === "kafka"];
  const reason = await whyNoKafka(resolve(process.env.PATCHBAY_HOME ?? ".patchbay", "kafka"));
  if (reason) say(`Without Kafka: ${reason}.`);
  return reason ? [false] : [false, true];
}
