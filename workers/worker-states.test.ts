import { expect, test } from "vitest";
import { makeLifecycle, nextWorkerState, type WorkerEvent, type WorkerState, workerStates } from "./worker-states.ts";

const events = ["ready", "stop", "ended"] as const satisfies readonly WorkerEvent[];
/** In the order of `events`. */
const expected: Record<WorkerState, readonly WorkerState[]> = {
  starting: ["ready", "draining", "starting"],
  ready: ["ready", "draining", "ready"],
  draining: ["draining", "draining", "stopped"],
  stopped: ["stopped", "stopped", "stopped"],
};

for (const state of workerStates) {
  test(`what follows while a worker is ${state}`, () => {
    expect(events.map((event) => nextWorkerState(state, event))).toEqual(expected[state]);
  });
}

test("a worker drains from its first stop on, once and for all", () => {
  const lifecycle = makeLifecycle();
  let aborts = 0;
  lifecycle.drain.addEventListener("abort", () => {
    aborts += 1;
    expect(lifecycle.isDraining()).toBe(true);
  });
  lifecycle.on("ready");
  expect(lifecycle.isDraining()).toBe(false);
  for (const event of ["stop", "stop", "ended", "ready", "stop"] as const) {
    lifecycle.on(event);
    expect([lifecycle.isDraining(), lifecycle.drain.aborted]).toEqual([true, true]);
  }
  expect(aborts).toBe(1);
});
