/** One storm: a house, a load that does not stop, harm after harm by a seeded plan, and judgement when all is quiet. */
import { setTimeout as sleep } from "node:timers/promises";
import { readHistories } from "./history.ts";
import { type ChaosHouse, openChaosHouse } from "./house.ts";
import { type Hit, inject, nameOf } from "./inject.ts";
import { openLoad } from "./load.ts";
import { judge, type Verdict } from "./oracle.ts";
import type { Injection } from "./plan.ts";
import { recoveries, silentRecoveries, tenuresAround } from "./recovery.ts";

export type StormOptions = {
  seed: number;
  workers: number;
  plan: readonly Injection[];
  /** Runs at least, and how many a second. */
  runs: number;
  perSecond: number;
  hasKafka: boolean;
  say(line: string): void;
};

export type StormReport = Verdict & {
  seed: number;
  broker: "Postgres" | "Kafka";
  plan: readonly Injection[];
  hits: Hit[];
  /** Harms that could not be seen to have been done. */
  misses: string[];
  runs: number;
  /** Runs whose first ask was not answered, and which were asked for again with the same key. */
  askedAgain: number;
  /** How long each interrupted run waited to be taken over, in milliseconds. */
  recoveries: number[];
  slowest: { ms: number; hit: string; run: string; tenures: string }[];
  seconds: number;
};

/** All must be over by then, from the last harm on (ms): a lease, the sweep, and what is left of the work. */
const settleMs = 120_000;

export async function storm(options: StormOptions): Promise<StormReport> {
  const began = performance.now();
  const { plan } = options;
  await using house = await openChaosHouse(options);
  const load = await openLoad({ house, seed: options.seed });
  const isOver = new AbortController();
  const isQuiet = new AbortController();
  const approving = load.keepApproving(isQuiet.signal);
  const asking = keepAsking({ ...options, signal: isOver.signal }, load.ask);
  const { hits, misses } = await injectAll(house, plan, options.say);
  isOver.abort();
  await asking;
  await untilQuiet(house);
  isQuiet.abort();
  await approving;
  const histories = await readHistories(house.pool);
  const verdict = judge(load.accepted, histories, await house.effects.tally());
  const absences = house.workers.map((slot) => slot.absences);
  const seen = { hits, histories, absences };
  const found = recoveries(seen);
  const times = [...found.map(({ ms }) => ms), ...silentRecoveries(seen)];
  return {
    ...verdict,
    faults: [...load.refused, ...verdict.faults],
    seed: options.seed,
    broker: options.hasKafka ? "Kafka" : "Postgres",
    ...{ plan, hits, misses, runs: load.accepted.length },
    askedAgain: load.accepted.filter(({ tries }) => tries > 1).length,
    recoveries: times,
    slowest: found
      .toSorted((a, b) => b.ms - a.ms)
      .slice(0, 5)
      .map(({ ms, hit, history }) => {
        return { ms, hit: `${hit.kind} of ${hit.pid}`, run: history.run.id, tenures: tenuresAround(history, hit) };
      }),
    seconds: (performance.now() - began) / 1000,
  };
}

/** Arrivals at a fixed pace, until the plan is through and there were enough. */
async function keepAsking(
  { runs, perSecond, signal }: Pick<StormOptions, "runs" | "perSecond"> & { signal: AbortSignal },
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

/** Harms go on side by side; those to one thing take turns, so that each can be seen to have been done. */
async function injectAll(house: ChaosHouse, plan: readonly Injection[], say: (line: string) => void) {
  const turns = new Map<string, Promise<void>>();
  const began = performance.now();
  const hits: Hit[] = [];
  const misses: string[] = [];
  for (const injection of plan) {
    await sleep(Math.max(0, began + injection.at - performance.now()));
    const place = placeOf(injection);
    const turn = async () => {
      try {
        const hit = await inject(house, injection);
        hits.push(hit);
        say(`${((performance.now() - began) / 1000).toFixed(1)} s  ${hit.kind}`);
      } catch (error) {
        misses.push(`${nameOf(injection)}: ${error instanceof Error ? error.message : String(error)}`);
      }
    };
    turns.set(place, (turns.get(place) ?? Promise.resolve()).then(turn));
  }
  await Promise.all(turns.values());
  return { hits, misses };
}

/** What it is done to: a worker by its number, the web process, Postgres or Kafka with the network before it. */
function placeOf(injection: Injection): string {
  switch (injection.kind) {
    case "kill web":
      return "web";
    case "crash Postgres":
    case "cut connections":
      return "Postgres";
    case "kill Kafka":
      return "Kafka";
    case "network":
      return injection.to;
    case "crash point":
      return injection.point === "after-insert" ? "web" : `${injection.slot}`;
    case "kill worker":
    case "terminate worker":
    case "stop worker":
      return `${injection.slot}`;
  }
}

async function untilQuiet({ pool }: ChaosHouse): Promise<void> {
  for (let waited = 0; waited < settleMs; waited += 250) {
    const { rows } = await pool.query<{ n: number }>(`SELECT count(*)::int AS n FROM "Queue"`);
    if (rows[0]?.n === 0) return;
    await sleep(250);
  }
}
