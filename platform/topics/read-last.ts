import type { PartitionEnds, TopicEvent, TopicLog, TopicRow } from "./topic-log.ts";

/** Without another event for so long, what is left are records that are no events. */
const quietMs = 1500;
/** An event may have 1 MB, and a page asks for 200 of each partition. */
const mostBytes = 8_000_000;

/** The last events of each partition, up to `count` and `mostBytes` in all, the newest first. */
export async function readLast(log: TopicLog, topic: TopicRow, count: number): Promise<TopicEvent[]> {
  const ends = await log.ends(topic);
  const from = new Map(
    ends.flatMap((end) => (end.next > end.first ? [[end.partition, startOf(end, count)] as const] : [])),
  );
  if (from.size === 0) return [];
  let found: TopicEvent[] = [];
  const read = new Map(from);
  const done = Promise.withResolvers<void>();
  let timer = setTimeout(done.resolve, 4 * quietMs);
  const isAtEnd = () => ends.every(({ partition, next }) => (read.get(partition) ?? next) >= next);
  const follower = await log.follow({
    ...{ topic, from, onEnd: done.reject },
    async handle(events) {
      found = newestOf([...found, ...events], count);
      for (const { partition, offset } of events) read.set(partition, offset + 1n);
      clearTimeout(timer);
      if (isAtEnd()) done.resolve();
      else timer = setTimeout(done.resolve, quietMs);
    },
  });
  await done.promise.finally(() => {
    clearTimeout(timer);
    return follower.close();
  });
  return found;
}

function newestOf(events: TopicEvent[], count: number): TopicEvent[] {
  let bytes = 0;
  const first = events.sort(byNewest).slice(0, count);
  const end = first.findIndex((event, index) => {
    bytes += sizeOf(event);
    return index > 0 && bytes > mostBytes;
  });
  return end < 0 ? first : first.slice(0, end);
}

function sizeOf({ key, value, headers }: TopicEvent): number {
  const inHeaders = headers.reduce((sum, header) => sum + header.name.length + (header.value?.length ?? 0), 0);
  return (key?.length ?? 0) + (value?.length ?? 0) + inHeaders;
}

function startOf({ first, next }: PartitionEnds, count: number): bigint {
  // Over Kafka each transaction takes an offset for itself.
  const start = next - BigInt(count) * 2n;
  return start < first ? first : start;
}

function byNewest(a: TopicEvent, b: TopicEvent): number {
  return b.timestamp - a.timestamp || Number(b.offset - a.offset) || a.partition - b.partition;
}
