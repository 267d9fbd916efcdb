/**
 * A Patchbay in simulated time, from what its parts cost: a request is written down by a web process, taken by a worker,
 * run, written down again, and answered. Writes go in groups, one at a time for each process, as they do in the product.
 */
import { summarise } from "../statistics.ts";
import { type Machine, makeGroups, makeMachine, makeThread } from "./machine.ts";

/** Processor milliseconds: for each run, and for each group of runs that is written or taken at a time. */
export type Cost = { each: number; group: number };
export type Costs = {
  web: Cost;
  worker: Cost;
  postgres: Cost;
  /** Of those who ask, where they share the machine. */
  load: number;
  /** Until a commit is on the disk. */
  commitMs: number;
  /** From one process to another: sockets, notifications, timers. Four of them lie on a run's way. */
  hopMs: number;
};
export type Setup = { processors: number; webs: number; workers: number; callers: number };
export type Simulated = { perSecond: number; p50: number; p99: number; groups: number };

type Run = { began: number; answered: () => void };
const mostInGroup = 100;
const warmMs = 500;

export function simulate(costs: Costs, setup: Setup, ms = 3000): Simulated {
  const machine = makeMachine(setup.processors);
  const times: number[] = [];
  const counts = { groups: 0, runs: 0 };
  const commit = makeGroups<() => void>(Number.POSITIVE_INFINITY, (waiting, done) =>
    machine.after(costs.commitMs, () => {
      for (const each of waiting) each();
      done();
    }),
  );
  const write = (runs: number, done: () => void) => {
    counts.groups += 1;
    counts.runs += runs;
    machine.compute((costs.postgres.group + costs.postgres.each * runs) / 2, () => commit(done));
  };
  const parts = { machine, costs, write };
  const workers = Array.from({ length: setup.workers }, () => makeWorker(parts));
  let turn = 0;
  const webs = Array.from({ length: setup.webs }, () =>
    makeWeb(parts, (run) => {
      turn = (turn + 1) % workers.length;
      workers[turn]?.(run);
    }),
  );
  const load = makeThread(machine);
  for (let caller = 0; caller < setup.callers; caller += 1) {
    const ask = () =>
      load(costs.load, () => {
        const began = machine.now();
        const answered = () => {
          if (began > warmMs) times.push(machine.now() - began);
          ask();
        };
        machine.after(costs.hopMs, () => webs[caller % webs.length]?.({ began, answered }));
      });
    ask();
  }
  machine.runUntil(warmMs + ms);
  const { p50, p99 } = summarise(times);
  return { perSecond: (times.length * 1000) / ms, p50, p99, groups: counts.runs / counts.groups };
}

type Parts = { machine: Machine; costs: Costs; write(runs: number, done: () => void): void };
type Take = (run: Run) => void;

/** Half of a web process's work lies before a run is written down, half behind its end. */
function makeWeb({ machine, costs: { web, hopMs }, write }: Parts, toWorker: Take): Take {
  const thread = makeThread(machine);
  const insert = makeGroups<Run>(mostInGroup, (group, done) =>
    thread(web.group, () =>
      write(group.length, () => {
        for (const run of group) {
          const answered = () => thread(web.each / 2, run.answered);
          machine.after(hopMs, () => toWorker({ ...run, answered }));
        }
        done();
      }),
    ),
  );
  return (run) => thread(web.each / 2, () => insert(run));
}

function makeWorker({ machine, costs: { worker, hopMs }, write }: Parts): Take {
  const thread = makeThread(machine);
  const journal = makeGroups<Run>(mostInGroup, (group, done) =>
    thread(worker.group / 2, () =>
      write(group.length, () => {
        for (const run of group) machine.after(hopMs * 2, run.answered);
        done();
      }),
    ),
  );
  const begin = makeGroups<Run>(mostInGroup, (group, done) =>
    thread(worker.group / 2, () => {
      for (const run of group) thread(worker.each, () => journal(run));
      done();
    }),
  );
  return begin;
}
