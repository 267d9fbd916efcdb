import { expect, test } from "vitest";
import { openMetrics } from "../../platform/metrics/registry.ts";
import { measureAcceptedRuns } from "./web-metrics.ts";

test("runs that are being accepted are counted until they are, and the oldest of them says since when", async () => {
  const { begin, underWay } = measureAcceptedRuns(openMetrics("web"));
  expect(underWay()).toMatchObject({ count: 0, oldestMs: 0 });
  const first = begin();
  const began = performance.now();
  await expect.poll(() => performance.now()).toBeGreaterThan(began + 5);
  {
    using _second = begin();
    expect(underWay().count).toBe(2);
    expect(underWay().oldestMs).toBeGreaterThanOrEqual(5);
    first[Symbol.dispose]();
    expect(underWay().count).toBe(1);
  }
  expect(underWay()).toMatchObject({ count: 0, oldestMs: 0 });
});
