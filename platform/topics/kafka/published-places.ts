import { setTimeout as sleep } from "node:timers/promises";
import type { EventPlace, NewEvent, PartitionEnds, TopicRow } from "../topic-log.ts";

/** The open transaction of another program keeps what comes behind it out of sight for longer than this. */
const mostMs = 1000;

/**
 * Where this process has published last. Kafka says that a transaction is done before its events are visible; who publishes
 * and then looks, or switches a trigger on, must find them before the ends all the same.
 */
export function makePublishedPlaces() {
  const lasts = new Map<string, Map<number, bigint>>();

  function isBehind(topic: TopicRow, ends: readonly PartitionEnds[]): boolean {
    const last = lasts.get(topic.id);
    return last === undefined || ends.every(({ partition, next }) => next > (last.get(partition) ?? -1n));
  }

  return {
    note(events: readonly NewEvent[], places: readonly EventPlace[]): void {
      for (const [index, { partition, offset }] of places.entries()) {
        const id = events[index]?.topic.id;
        if (id === undefined) continue;
        const last = lasts.get(id) ?? new Map<number, bigint>();
        lasts.set(id, last);
        if (offset > (last.get(partition) ?? -1n)) last.set(partition, offset);
      }
    },
    forget(topic: TopicRow): void {
      lasts.delete(topic.id);
    },
    /** The ends of a topic, behind what was published here. After a second, as they are. */
    async behind(topic: TopicRow, look: () => Promise<PartitionEnds[]>): Promise<PartitionEnds[]> {
      for (const until = Date.now() + mostMs; ; await sleep(5)) {
        const ends = await look();
        if (isBehind(topic, ends)) return ends;
        if (Date.now() < until) continue;
        lasts.delete(topic.id);
        return ends;
      }
    },
  };
}
