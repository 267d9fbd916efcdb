import { expect, test } from "vitest";
import type { StepView } from "../../../lib/views/run-views.ts";
import type { Attempt } from "./fold-attempts.ts";
import { barOf, formatTick, stepBars, stepTime, ticksOf } from "./timeline-scale.ts";

test("a bar lies where its time lies, and never leaves the row", () => {
  const span = { from: 1000, to: 2000 };
  expect(barOf(1250, 1750, span)).toEqual({ left: 25, width: 50 });
  expect(barOf(900, 5000, span)).toEqual({ left: 0, width: 100 });
  expect(barOf(2000, 2000, span)).toEqual({ left: 100, width: 0 });
});

test("the scale has a few round ticks at any length", () => {
  for (const length of [1, 7, 120, 950, 2410, 61_000, 3_600_000]) {
    const ticks = ticksOf({ from: 0, to: length });
    expect(ticks.length, `${length} ms`).toBeGreaterThanOrEqual(1);
    expect(ticks.length, `${length} ms`).toBeLessThanOrEqual(4);
  }
  expect(ticksOf({ from: 0, to: 2410 }).map(formatTick)).toEqual(["0", "1 s", "2 s"]);
  expect(formatTick(150_000)).toBe("2:30");
});

const at = (ms: number) => new Date(ms).toISOString();
const attempt = (number: number, startedAt: number, endedAt: number): Attempt => ({
  number,
  startedAt: at(startedAt),
  endedAt: at(endedAt),
  error: null,
  nextAt: null,
});
const retried: StepView = {
  ...{ nodeId: "answer", iteration: "", status: "failed", attempt: 2, input: null, output: null, error: null },
  ...{
    startedAt: at(1000),
    finishedAt: at(1900),
    durationMs: 100,
    tokensIn: null,
    tokensOut: null,
    tokensCached: null,
    costUsd: null,
    tokensPriced: null,
    model: null,
    outcome: null,
  },
  ...{ reusedFrom: null, waitUntil: null },
};

test("a step that was tried twice took the time of both and of the pause, and has a bar for each", () => {
  const span = { from: 1000, to: 2000 };
  const both = [attempt(1, 1000, 1200), attempt(2, 1800, 1900)];
  expect(stepBars(retried, both, span)).toEqual([
    { left: 0, width: 20 },
    { left: 80, width: 10 },
  ]);
  expect(stepTime(retried, both)).toBe(900);
});

test("as long as the log is not read, a step that was tried twice has one bar from its beginning to its end", () => {
  expect(stepBars(retried, [], { from: 1000, to: 2000 })).toEqual([{ left: 0, width: 90 }]);
  expect(stepTime(retried, [])).toBe(900);
  expect(stepTime({ ...retried, attempt: 1 }, [])).toBe(100);
});
