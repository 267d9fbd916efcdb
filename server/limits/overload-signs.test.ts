/** Arrivals at a fixed rate, whatever becomes of those before, at a process that accepts so many a second in their order. */
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { openLog } from "../../platform/log.ts";
import { openMetrics } from "../../platform/metrics/registry.ts";
import { measureAcceptedRuns } from "../metrics/web-metrics.ts";
import { overloadOf } from "./overload-signs.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const stepMs = 10;

function site() {
  const acceptedRuns = measureAcceptedRuns(openMetrics("web"));
  const pool = { waitingCount: 0 };
  const overload = overloadOf({
    db: Object.assign(Object.create(null), { pool }),
    acceptedRuns,
    log: openLog("silent", "web"),
  });
  const queue: { since: number; place: Disposable }[] = [];
  let [due, ready] = [0, 0];
  /** Passes so much time, and answers how many were refused and how long each waited that was accepted. */
  return function pass(seconds: number, { asked, accepts }: { asked: number; accepts: number }) {
    let [accepted, refused, longestMs] = [0, 0, 0];
    for (let left = seconds * 1000; left > 0; left -= stepMs) {
      for (due += (asked * stepMs) / 1000; due >= 1; due -= 1) {
        overload.called();
        if (overload.shed() === "none") queue.push({ since: performance.now(), place: acceptedRuns.begin() });
        else refused += 1;
      }
      vi.advanceTimersByTime(stepMs);
      for (ready = Math.min(ready + (accepts * stepMs) / 1000, 100); ready >= 1 && queue.length > 0; ready -= 1) {
        const one = queue.shift();
        one?.place[Symbol.dispose]();
        accepted += 1;
        longestMs = Math.max(longestMs, performance.now() - (one?.since ?? 0));
      }
    }
    return { refused, accepted, longestMs };
  };
}

test.each([800, 3000])(
  "of five times as many as %i a second those are taken that are done in time, as many as can be",
  (accepts) => {
    const pass = site();
    pass(5, { asked: 20, accepts });
    const began = pass(2, { asked: 5 * accepts, accepts });
    expect(began.refused).toBeGreaterThan(0);
    expect(began.longestMs).toBeLessThan(3000);
    pass(3, { asked: 5 * accepts, accepts });
    const flood = pass(60, { asked: 5 * accepts, accepts });
    expect(flood.longestMs).toBeLessThan(500);
    expect(flood.accepted).toBeGreaterThan(0.95 * 60 * accepts);
    const after = pass(5, { asked: 0.9 * accepts, accepts });
    expect(after.refused, "all is as before at once").toBe(0);
  },
);

test.each([
  ["a burst of half a second's work", { asked: 3500, accepts: 800, seconds: 0.1 }],
  ["a database that pauses for four seconds", { asked: 300, accepts: 0, seconds: 4 }],
  ["as many as can just be accepted", { asked: 790, accepts: 800, seconds: 60 }],
])("%s is waited for, and nothing refused", (_, { seconds, ...load }) => {
  const pass = site();
  pass(10, { asked: 300, accepts: 800 });
  expect(pass(seconds, load).refused + pass(10, { asked: 300, accepts: 800 }).refused).toBe(0);
});

test("a database that is away has runs refused after five seconds, and those that wait are accepted when it is back", () => {
  const pass = site();
  pass(10, { asked: 300, accepts: 800 });
  expect(pass(4.8, { asked: 300, accepts: 0 }).refused).toBe(0);
  expect(pass(10, { asked: 300, accepts: 0 }).refused).toBeGreaterThan(2000);
  const back = pass(5, { asked: 300, accepts: 800 });
  expect(back.accepted).toBeGreaterThan(1500);
  expect(pass(10, { asked: 300, accepts: 800 }).refused).toBe(0);
});
