import { expect, test } from "vitest";
import { ratePerMinute, type Samples, withSample } from "./rate.ts";

const second = 1000;

test("nothing is said before two samples, and then what was done lately counts", () => {
  let samples: Samples = [];
  expect(ratePerMinute(samples, 0)).toBeUndefined();
  samples = withSample(samples, 0, 0);
  expect(ratePerMinute(samples, 10 * second)).toBeUndefined();
  for (let at = 1; at <= 60; at += 1) samples = withSample(samples, at * second, at * 2);
  expect(ratePerMinute(samples, 60 * second)).toBe(120);
  // Then twice as fast.
  for (let at = 1; at <= 120; at += 1) samples = withSample(samples, (60 + at) * second, 120 + at * 4);
  expect(ratePerMinute(samples, 180 * second)).toBe(240);
  expect(samples.length).toBeLessThan(20);
});

test("a batch that has come to a halt gets slower and slower, not an estimate that stands still", () => {
  const samples: Samples = [
    [0, 0],
    [10 * second, 10],
  ];
  expect(ratePerMinute(samples, 20 * second)).toBe(60);
  expect(ratePerMinute(samples, 130 * second)).toBeLessThan(10);
});
