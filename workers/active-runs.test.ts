import { expect, test } from "vitest";
import type { ActiveRun } from "../engine/tenure/runner.ts";
import { claimedRun } from "../tests/engine/claimed-run.ts";
import { makeActiveRuns } from "./active-runs.ts";
import { defaultLimits } from "./worker-options.ts";

function tenure(id: string, bytes = 0): ActiveRun {
  const nothing = {
    cancel() {},
    wake() {},
    abandon() {},
    lose() {},
    isOurs: () => true,
    tried: Promise.resolve(),
    ended: Promise.resolve(),
  };
  return { run: claimedRun({ id }), bytes: () => bytes, ...nothing };
}

function open({ isBusy = false, runs = 10, onTried = () => {} } = {}) {
  const limits = { ...defaultLimits, runs, bytes: 1000 };
  return makeActiveRuns({ limits, isBusy: () => isBusy, isDraining: () => false, onTried });
}

test("a run that keeps its worker busy does not keep all others from it, and many do", () => {
  const active = open({ isBusy: true });
  active.add(tenure("large"));
  expect(active.capacity()).toBe(3);
  for (const id of ["a", "b", "c", "d"]) active.add(tenure(id));
  expect(active.capacity()).toBe(0);
  expect(open({ isBusy: true, runs: 1 }).capacity(), "never more than its limit").toBe(1);
});

test("a worker takes no more runs when those it has hold many bytes", () => {
  const active = open();
  active.add(tenure("a", 999));
  expect(active.capacity()).toBe(9);
  active.add(tenure("b", 1));
  expect(active.capacity()).toBe(0);
});

test("beside a step at its last try a worker takes no other run, and takes them at once when that step has ended", async () => {
  const again = Promise.withResolvers<void>();
  const active = open({ onTried: again.resolve });
  const { promise: tried, resolve } = Promise.withResolvers<void>();
  active.add({ ...tenure("a"), run: claimedRun({ id: "a", losses: 2, isLastTry: true }), tried });
  expect(active.capacity()).toBe(0);
  resolve();
  await again.promise;
  expect(active.capacity()).toBe(9);
});
