/** A short chaos run with a fixed seed; npm run test:chaos is the long one. */
import { expect, test } from "vitest";
import { runChaos } from "../../chaos/chaos-run.ts";

test("real processes that are killed at random and at labelled places lose nothing and do nothing twice", async () => {
  const report = await runChaos({
    ...{ seed: 20, workers: 2, hasKafka: false, runs: 40, perSecond: 3, say: () => {} },
    plan: [
      { at: 1000, kind: "crash point", slot: 0, point: "after-journal", nth: 5, how: "kill" },
      { at: 1500, kind: "terminate worker", slot: 1 },
      { at: 3000, kind: "cut connections" },
      { at: 4000, kind: "crash point", slot: 1, point: "after-effect", nth: 3, how: "kill" },
      { at: 4500, kind: "slow statements", rowMs: 20, ms: 3000 },
      { at: 5000, kind: "kill web" },
      { at: 7000, kind: "crash point", slot: 0, point: "before-end", nth: 2, how: "kill" },
      { at: 8000, kind: "crash Postgres" },
      { at: 10_000, kind: "kill worker", slot: 1 },
    ],
  });
  expect(report.notInjected, "every fault was injected").toEqual([]);
  expect(report.injected).toHaveLength(9);
  expect(report.violations).toEqual([]);
  expect(report).toMatchObject({ lost: 0, doubled: 0 });
  expect(report.runs).toBeGreaterThanOrEqual(40);
  expect(report.recoveries.length, "runs were interrupted and taken over").toBeGreaterThan(0);
});
