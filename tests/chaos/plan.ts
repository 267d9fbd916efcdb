import type { CrashPoint } from "../../platform/crash-point.ts";
import { type NetworkFault, networkFaults } from "../helpers/peers/fault-proxy.ts";
import { type Random, seeded } from "./random.ts";

/** A fault that is injected `at` so many milliseconds after the load began. */
export type Injection = { at: number } & Fault;
export type Fault =
  | { kind: "kill worker" | "terminate worker"; slot: number }
  | { kind: "stop worker"; slot: number; ms: number }
  | { kind: "kill web" }
  | { kind: "crash Postgres" }
  | { kind: "cut connections" }
  /** Every row of a step takes the database `rowMs` longer, for `ms`. */
  | { kind: "slow statements"; rowMs: number; ms: number }
  /** The database takes no writes, as where its disk is full. */
  | { kind: "read-only database"; ms: number }
  | { kind: "kill Kafka" }
  /** Between all processes and the database, or between them and Kafka. */
  | { kind: "network"; to: "Postgres" | "Kafka"; fault: NetworkFault; ms: number }
  /** A process that ends or stops itself at a crash point. */
  | { kind: "crash point"; slot: number; point: CrashPoint; nth: number; how: "kill" | "stop" };

export type PlanOptions = {
  seed: number;
  workers: number;
  points: readonly CrashPoint[];
  /** How often each kind of fault and each crash point comes up. */
  rounds: number;
  /** Milliseconds between two of them, about. */
  gapMs: number;
  stopMs: number;
  hasKafka: boolean;
};

/** The same seed gives the same plan. Every kind of fault and every crash point comes up, in a random order. */
export function planInjections(options: PlanOptions): Injection[] {
  const random = seeded(options.seed);
  const faults: Fault[] = [];
  for (let round = 0; round < options.rounds; round += 1) {
    faults.push(...oneOfEach(options, random), ...options.points.map((point) => atPoint(point, options, random)));
  }
  let at = 500;
  return random.shuffle(faults).map((fault) => {
    at += Math.round(options.gapMs * (0.5 + random.next()));
    return { at, ...fault };
  });
}

function oneOfEach({ workers, stopMs, hasKafka }: PlanOptions, random: Random): Fault[] {
  const slot = () => random.whole(0, workers - 1);
  const faults: Fault[] = [
    { kind: "kill worker", slot: slot() },
    { kind: "terminate worker", slot: slot() },
    { kind: "kill web" },
    { kind: "crash Postgres" },
    { kind: "cut connections" },
    { kind: "slow statements", rowMs: 60, ms: 15_000 },
    { kind: "read-only database", ms: 4000 },
  ];
  if (stopMs > 0) faults.push({ kind: "stop worker", slot: slot(), ms: stopMs });
  if (hasKafka) faults.push({ kind: "kill Kafka" });
  const fault = (to: "Postgres" | "Kafka") =>
    ({ kind: "network", to, fault: random.pick(networkFaults), ms: random.whole(1000, 4000) }) as const;
  faults.push(fault("Postgres"), fault("Postgres"));
  if (hasKafka) faults.push(fault("Kafka"), fault("Kafka"));
  return faults;
}

function atPoint(point: CrashPoint, { workers, stopMs }: PlanOptions, random: Random): Fault {
  const nth = seldom.has(point) ? 1 : random.whole(1, often.has(point) ? 12 : 3);
  const how = stopMs > 0 && random.next() < 0.2 ? "stop" : "kill";
  return { kind: "crash point", slot: random.whole(0, workers - 1), point, nth, how };
}

/** Crash points of the web process. */
export const webPoints: ReadonlySet<CrashPoint> = new Set(["after-delivery", "after-insert"]);
const seldom: ReadonlySet<CrashPoint> = new Set(["on-release", "after-children"]);
/** Crash points that a worker reaches many times a second. */
const often: ReadonlySet<CrashPoint> = new Set(["before-journal", "after-journal", "before-effect", "after-effect"]);
