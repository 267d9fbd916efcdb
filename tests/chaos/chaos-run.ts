/** One chaos run: a cluster under constant load, faults injected by a seeded plan, and a verdict when all is quiet. */
import { setTimeout as sleep } from "node:timers/promises";
import { type ChaosCluster, openChaosCluster } from "./cluster.ts";
import { readHistories } from "./history.ts";
import { type InjectedFault, inject, nameOf } from "./inject.ts";
import { type Load, openLoad } from "./load.ts";
import { judge, type Verdict } from "./oracle.ts";
import { type Injection, webPoints } from "./plan.ts";
import { holdersAround, recoveries } from "./recovery.ts";

export type ChaosOptions = {
  seed: number;
  workers: number;
  plan: readonly Injection[];
  /** Runs at least, and how many a second. */
  runs: number;
  perSecond: number;
  hasKafka: boolean;
  say(line: string): void;
};

export type ChaosReport = Verdict & {
  seed: number;
  broker: "Postgres" | "Kafka";
  plan: readonly Injection[];
  injected: InjectedFault[];
  /** Faults that could not be seen to have fired. */
  notInjected: string[];
  runs: number;
  /** Runs whose first request was not answered, and which were requested again with the same key. */
  askedAgain: number;
  /** How long each interrupted run waited to be taken over, in milliseconds. */
  recoveries: number[];
  slowest: { ms: number; fault: string; run: string; holders: string }[];
  seconds: number;
};

/** All runs must have ended this long (ms) after the last fault: a lease, the sweep, and what is left of the work. */
const settleMs = 120_000;

export async function runChaos(options: ChaosOptions): Promise<ChaosReport> {
  const began = performance.now();
  const { plan } = options;
  await using cluster = await openChaosCluster(options);
  const load = await openLoad({ cluster, seed: options.seed });
  const isOver = new AbortController();
  const isQuiet = new AbortController();
  const approving = load.keepApproving(isQuiet.signal);
  const asking = keepAsking({ ...options, signal: isOver.signal }, load.ask);
  const { injected, notInjected } = await injectAll(cluster, plan, options.say);
  isOver.abort();
  await asking;
  await untilQuiet(cluster, load);
  isQuiet.abort();
  await approving;
  const histories = await readHistories(cluster.pool);
  const verdict = judge({ accepted: load.accepted, histories, injected }, await cluster.effects.tally());
  const absences = cluster.workers.map((slot) => slot.absences);
  const found = recoveries({ injected, histories, absences });
  return {
    ...verdict,
    violations: [...load.refused, ...verdict.violations],
    seed: options.seed,
    broker: options.hasKafka ? "Kafka" : "Postgres",
    ...{ plan, injected, notInjected, runs: load.accepted.length },
    askedAgain: load.accepted.filter(({ tries }) => tries > 1).length,
    recoveries: found.map(({ ms }) => ms),
    slowest: found
      .toSorted((a, b) => b.ms - a.ms)
      .slice(0, 8)
      .map(({ ms, cause, at, history }) => {
        return { ms, fault: cause, run: history.run.id, holders: holdersAround(history, at) };
      }),
    seconds: (performance.now() - began) / 1000,
  };
}

/** Arrivals at a fixed rate, until the plan is done and there were enough runs. */
async function keepAsking(
  { runs, perSecond, signal }: Pick<ChaosOptions, "runs" | "perSecond"> & { signal: AbortSignal },
  ask: (number: number) => Promise<void>,
): Promise<void> {
  const asked: Promise<void>[] = [];
  const began = performance.now();
  for (let number = 0; number < runs || !signal.aborted; number += 1) {
    asked.push(ask(number));
    await sleep(Math.max(0, began + ((number + 1) * 1000) / perSecond - performance.now()));
  }
  await Promise.all(asked);
}

/** Faults are injected in parallel; those with one target take turns, so that each can be seen to have fired. */
async function injectAll(cluster: ChaosCluster, plan: readonly Injection[], say: (line: string) => void) {
  const turns = new Map<string, Promise<void>>();
  const began = performance.now();
  const injected: InjectedFault[] = [];
  const notInjected: string[] = [];
  for (const injection of plan) {
    await sleep(Math.max(0, began + injection.at - performance.now()));
    const target = targetOf(injection);
    const turn = async () => {
      try {
        const fault = await inject(cluster, injection);
        injected.push(fault);
        say(`${((performance.now() - began) / 1000).toFixed(1)} s  ${fault.kind}`);
      } catch (error) {
        notInjected.push(`${nameOf(injection)}: ${error instanceof Error ? error.message : String(error)}`);
      }
    };
    turns.set(target, (turns.get(target) ?? Promise.resolve()).then(turn));
  }
  await Promise.all(turns.values());
  return { injected, notInjected };
}

/** The target of a fault: a worker by its number, the web process, Postgres or Kafka with the network before it. */
function targetOf(injection: Injection): string {
  switch (injection.kind) {
    case "kill web":
      return "web";
    case "crash Postgres":
    case "cut connections":
    case "slow statements":
    case "read-only database":
      return "Postgres";
    case "kill Kafka":
      return "Kafka";
    case "network":
      return injection.to;
    case "crash point":
      return webPoints.has(injection.point) ? "web" : `${injection.slot}`;
    case "kill worker":
    case "terminate worker":
    case "stop worker":
      return `${injection.slot}`;
  }
}

async function untilQuiet({ pool }: ChaosCluster, load: Load): Promise<void> {
  for (let waited = 0; waited < settleMs; waited += 250) {
    const isStarted = (await load.findRuns()) === 0;
    const { rows } = await pool.query<{ n: number }>(`SELECT count(*)::int AS n FROM "Queue"`);
    if (isStarted && rows[0]?.n === 0) return;
    await sleep(250);
  }
}
