import type { EventPlace, TopicEvent, TopicLog, TopicRow } from "./topic-log.ts";

/** Long enough for a group of Kafka to be joined. */
const patienceMs = 20_000;

/** The events at these places, as far as they are still kept. */
export async function readPlaces(
  log: TopicLog,
  topic: TopicRow,
  places: readonly EventPlace[],
): Promise<readonly TopicEvent[]> {
  const ends = new Map((await log.ends(topic)).map((end) => [end.partition, end]));
  const kept = places.filter(({ partition, offset }) => {
    const end = ends.get(partition);
    return end !== undefined && offset >= end.first && offset < end.next;
  });
  if (kept.length === 0) return [];
  const byPartition = Map.groupBy(kept, ({ partition }) => partition);
  const offsets = new Map(
    [...byPartition].map(([partition, some]) => [partition, some.map(({ offset }) => offset).sort(byOffset)]),
  );
  const found: TopicEvent[] = [];
  const open = new Set(byPartition.keys());
  const done = Promise.withResolvers<void>();
  const timer = setTimeout(done.resolve, patienceMs);
  const follower = await log.follow({
    ...{
      topic,
      from: new Map([...offsets].map(([partition, some]) => [partition, some[0] ?? 0n])),
      onEnd: done.reject,
    },
    async handle(events) {
      found.push(...events.filter(({ partition, offset }) => offsets.get(partition)?.includes(offset)));
    },
    onRead(partition, next) {
      if (next > (offsets.get(partition)?.at(-1) ?? 0n)) open.delete(partition);
      if (open.size === 0) done.resolve();
    },
  });
  await done.promise.finally(() => {
    clearTimeout(timer);
    return follower.close();
  });
  return found;
}

const byOffset = (a: bigint, b: bigint) => (a < b ? -1 : 1);
