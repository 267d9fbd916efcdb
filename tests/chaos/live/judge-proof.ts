/** What came of the events, from what is in their topic and what is in the sink. */
import { z } from "zod";
import { percentile } from "../recovery.ts";
import type { SeenEvent } from "./topic-reader.ts";

const Sent = z.object({ n: z.number(), sentAt: z.number() });
const Arrived = Sent.extend({ partition: z.number(), offset: z.number(), count: z.number() });
type Arrived = z.infer<typeof Arrived> & { at: number; key: string; place: string };

export type ProofVerdict = {
  /** Events in their topic. */
  events: number;
  lost: number;
  /** More than once in the sink. */
  doubled: number;
  /** Behind one of the same key that came later, or with another count than its place among those of its key. */
  outOfOrder: number;
  miscounted: number;
  violations: string[];
  /** Milliseconds from when an event was due to be sent until it was read in the sink. */
  delays: { p50: number; p99: number; longest: number };
  /** The same of events that were sent while no fault was being recovered from. */
  quietDelays: { p50: number; p99: number };
  recoveries: { fault: string; ms: number }[];
};

export type ProofFault = { kind: string; at: number };
type Proof = { events: readonly SeenEvent[]; sink: readonly SeenEvent[]; faults: readonly ProofFault[] };

/** An event that takes longer than this has been held up by a fault. */
const heldUpMs = 1000;

export function judgeProof({ events, sink, faults }: Proof): ProofVerdict {
  const arrived = sink
    .map(({ value, at, key, partition, offset }) => ({
      ...{ ...Arrived.parse(value), at, key, place: `${partition}/${offset}` },
    }))
    .map((one) => ({ ...one, from: `${one.partition}/${one.offset}` }));
  const bySource = Map.groupBy(arrived, ({ from }) => from);
  const missing = events.filter(({ partition, offset }) => !bySource.has(`${partition}/${offset}`));
  const twice = [...bySource].filter(([, some]) => some.length > 1);
  const order = inOrder(sink);
  const counts = inCount(arrived, events);
  const recoveries = recoveriesOf(arrived, faults);
  const delays = arrived.map(({ at, sentAt }) => at - sentAt);
  const quiet = arrived.filter(
    ({ sentAt }) => !recoveries.some(({ at, ms }) => sentAt >= at - heldUpMs && sentAt <= at + ms),
  );
  const quietDelays = quiet.map(({ at, sentAt }) => at - sentAt);
  return {
    ...{ events: events.length, lost: missing.length, doubled: twice.length },
    ...{ outOfOrder: order.length, miscounted: counts.length },
    violations: [
      ...missing.map(({ partition, offset, key }) => `lost: ${partition}/${offset} of ${key}`),
      ...twice.map(([from, some]) => `doubled: ${from} is in the sink at ${some.map(({ place }) => place).join(", ")}`),
      ...order,
      ...counts,
    ],
    delays: { p50: percentile(delays, 0.5), p99: percentile(delays, 0.99), longest: percentile(delays, 1) },
    quietDelays: { p50: percentile(quietDelays, 0.5), p99: percentile(quietDelays, 0.99) },
    recoveries: recoveries.map(({ fault, ms }) => ({ fault, ms })),
  };
}

/** The events of a key, which are of one partition of the sink, in the order of the topic they came from. */
function inOrder(sink: readonly SeenEvent[]): string[] {
  return [...Map.groupBy(sink, ({ key }) => key)].flatMap(([key, some]) => {
    const sorted = some.toSorted((a, b) => a.offset - b.offset).map(({ value }) => Arrived.parse(value));
    return sorted.flatMap((one, index) => {
      const before = sorted[index - 1];
      const isBehind = before !== undefined && before.offset > one.offset;
      return isBehind ? [`out of order: of ${key}, ${one.offset} came behind ${before.offset}`] : [];
    });
  });
}

/** The store of each key counted each event once, in order. */
function inCount(arrived: readonly Arrived[], events: readonly SeenEvent[]): string[] {
  const places = new Map<string, number>();
  for (const [, some] of Map.groupBy(events, ({ key }) => key)) {
    const sorted = some.toSorted((a, b) => a.offset - b.offset);
    for (const [index, { partition, offset }] of sorted.entries()) places.set(`${partition}/${offset}`, index + 1);
  }
  return arrived.flatMap(({ partition, offset, count, key }) => {
    const expected = places.get(`${partition}/${offset}`);
    return count === expected ? [] : [`miscounted: ${partition}/${offset} of ${key} was ${count} and not ${expected}`];
  });
}

/** From each fault until the last event that it held up was in the sink. */
function recoveriesOf(arrived: readonly Arrived[], faults: readonly ProofFault[]) {
  return faults.map(({ kind, at }, index) => {
    const next = faults[index + 1];
    // What was sent in the last moment before the next fault waits for that one.
    const until = next ? next.at - heldUpMs : Number.POSITIVE_INFINITY;
    const held = arrived.filter((one) => one.at - one.sentAt > heldUpMs && one.at > at && one.sentAt < until);
    // Each event counts for the first fault behind which it came, so that a slow recovery is no part of the next one.
    const own = held.filter((one) => one.sentAt >= at - heldUpMs || index === 0);
    return { fault: kind, at, ms: own.reduce((most, one) => Math.max(most, one.at - at), 0) };
  });
}
