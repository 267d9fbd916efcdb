/** The judge of npm run test:chaos -- live sees each way in which the promises could be broken. */
import { expect, test } from "vitest";
import { judgeProof } from "../../chaos/live/judge-proof.ts";

const began = 1_000_000;
const keyOf = (n: number) => `user-${n % 2}`;
const event = (n: number) => ({
  ...{ partition: 0, offset: n, key: keyOf(n), at: began + n },
  value: { n, sentAt: began + n * 100 },
});
const arrived = (n: number, more: { offset?: number; count?: number; late?: number } = {}) => ({
  ...{ partition: 0, offset: more.offset ?? n, key: keyOf(n), at: began + n * 100 + (more.late ?? 5) },
  value: { ...event(n).value, partition: 0, offset: n, count: more.count ?? Math.floor(n / 2) + 1 },
});
const all = [0, 1, 2, 3, 4, 5];
const events = all.map(event);
const judge = (sink: ReturnType<typeof arrived>[]) => judgeProof({ events, sink, faults: [] });
const none = { lost: 0, doubled: 0, outOfOrder: 0, miscounted: 0, violations: [] };

test("nothing is wrong where each event is in the sink once, in order and counted", () => {
  expect(judge(all.map((n) => arrived(n)))).toMatchObject({ ...none, events: 6, delays: { p50: 5, p99: 5 } });
});

test("a lost event, a doubled one, a wrong order and a wrong count are seen", () => {
  expect(judge(all.slice(1).map((n) => arrived(n)))).toMatchObject({
    ...none,
    lost: 1,
    violations: [expect.stringMatching(/^lost: 0\/0 /)],
  });
  const twice = [...all.map((n) => arrived(n)), arrived(5, { offset: 6 })];
  expect(judge(twice)).toMatchObject({ ...none, doubled: 1, violations: [expect.stringMatching(/^doubled: 0\/5 /)] });
  const swapped = [arrived(2, { offset: 0 }), arrived(0, { offset: 2 }), ...[1, 3, 4, 5].map((n) => arrived(n))];
  expect(judge(swapped)).toMatchObject({
    ...none,
    outOfOrder: 1,
    violations: [expect.stringMatching(/^out of order: /)],
  });
  const wrong = all.map((n) => arrived(n, n === 4 ? { count: 4 } : {}));
  expect(judge(wrong)).toMatchObject({
    ...none,
    miscounted: 1,
    violations: [expect.stringMatching(/^miscounted: 0\/4 /)],
  });
});

test("recovery lasts from the fault until the last event that it held up", () => {
  const faults = [
    { kind: "kill worker", at: began + 150 },
    { kind: "kill Kafka", at: began + 5000 },
  ];
  const sink = all.map((n) => arrived(n, n === 2 || n === 3 ? { late: 3000 } : {}));
  const { recoveries, quietDelays, delays } = judgeProof({ events, sink, faults });
  expect(recoveries).toEqual([
    { fault: "kill worker", ms: 3150 },
    { fault: "kill Kafka", ms: 0 },
  ]);
  expect(delays.longest).toBe(3000);
  expect(quietDelays.p99).toBe(0);
});

test("what was sent in the last moment before a fault waits for that one, not for the fault before it", () => {
  const faults = [
    { kind: "kill worker", at: began - 5000 },
    { kind: "kill Kafka", at: began + 450 },
  ];
  const sink = all.map((n) => arrived(n, n === 2 || n === 3 ? { late: 3000 } : {}));
  const { recoveries } = judgeProof({ events, sink, faults });
  expect(recoveries[0]).toEqual({ fault: "kill worker", ms: 0 });
  expect(recoveries[1]?.ms).toBeGreaterThan(2000);
});
