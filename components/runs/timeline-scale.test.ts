import { expect, test } from "vitest";
import { barOf, formatTick, ticksOf } from "./timeline-scale.ts";

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
