/** What every place for users' topics has to do, tried on real ones. */
import { expect, test } from "vitest";
import { newId } from "../../platform/ids.ts";
import type { PublishedEvent } from "../../platform/topics/to-append.ts";
import type { TopicEvent } from "../../platform/topics/topic-log.ts";
import type { Topics } from "../../platform/topics/topics.ts";

export type TopicsSubject = AsyncDisposable & {
  workspaceId: string;
  topics: Topics;
  /** The same from another process. */
  elsewhere(): Topics;
};

const bytes = (text: string) => Buffer.from(text);
const event = (key: string | null, value: string | null, more: Partial<PublishedEvent> = {}): PublishedEvent => ({
  ...{ key: key === null ? null : bytes(key), value: value === null ? null : bytes(value), headers: [] },
  ...more,
});
const textOf = ({ value }: TopicEvent) => value && Buffer.from(value).toString();

/** Reads `count` events from these offsets on, and closes. */
async function read(
  topics: Topics,
  from: { workspaceId: string; name: string; offsets?: [number, bigint][] },
  count: number,
) {
  const topic = await topics.find(from.workspaceId, from.name);
  const found: TopicEvent[] = [];
  const enough = Promise.withResolvers<void>();
  const offsets = from.offsets ?? Array.from({ length: topic.partitions }, (_, one) => [one, 0n] as [number, bigint]);
  const follower = await topics.log.follow({
    ...{ topic, from: new Map(offsets), onEnd: enough.reject },
    async handle(events) {
      found.push(...events);
      if (found.length >= count) enough.resolve();
    },
  });
  await enough.promise.finally(() => follower.close());
  return found;
}

export function describeTopics(name: string, open: () => Promise<TopicsSubject>): void {
  async function withTopic(partitions = 3) {
    const subject = await open();
    const topic = `events-${newId().slice(-8)}`;
    await subject.topics.create(subject.workspaceId, { name: topic, partitions, retentionHours: 168 });
    const at = { workspaceId: subject.workspaceId, name: topic };
    const publish = (events: PublishedEvent[], topics = subject.topics) =>
      topics.publish(subject.workspaceId, topic, events);
    return { ...subject, name: topic, at, publish, [Symbol.asyncDispose]: () => subject[Symbol.asyncDispose]() };
  }

  test(`${name}: what is published is read as it was: key, value, headers, time and place`, async () => {
    await using one = await withTopic();
    const binary = Buffer.from([0, 255, 254, 128]);
    const headers = [
      { name: "kind", value: bytes("click") },
      { name: "trace", value: binary },
      { name: "kind", value: bytes("again") },
    ];
    const timestamp = Date.UTC(2026, 0, 31, 12);
    const places = await one.publish([
      event("user-1", '{"n":1}', { headers, timestamp }),
      { key: binary, value: binary, headers: [] },
      event(null, "no key"),
      event("user-1", null),
    ]);
    const found = await read(one.topics, one.at, 4);
    for (const [index, place] of places.entries()) {
      const at = found.find(({ partition, offset }) => partition === place.partition && offset === place.offset);
      expect(at, `event ${index}`).toBeDefined();
    }
    const first = found.find((one) => one.timestamp === timestamp);
    expect(first && { key: Buffer.from(first.key ?? []).toString(), value: textOf(first) }).toEqual({
      key: "user-1",
      value: '{"n":1}',
    });
    const sorted = (first?.headers ?? [])
      .map((one) => `${one.name}=${Buffer.from(one.value ?? []).toString("hex")}`)
      .sort();
    expect(sorted).toEqual(headers.map((one) => `${one.name}=${one.value.toString("hex")}`).sort());
    expect(found.filter(({ value }) => value === null)).toHaveLength(1);
    expect(found.filter(({ key }) => key === null).map(textOf)).toEqual(["no key"]);
    expect(found.some(({ value }) => value !== null && Buffer.from(value).equals(binary))).toBe(true);
    // Java's partition of this key among three, by the vectors of tests/fixtures/topics.
    expect(first?.partition).toBe(2);
    expect(Math.abs(Date.now() - (found.find(({ key }) => key === null)?.timestamp ?? 0))).toBeLessThan(600_000);
  });

  test(`${name}: events of a partition keep their order, and reading begins at an offset`, async () => {
    await using one = await withTopic(2);
    const numbers = Array.from({ length: 40 }, (_, index) => String(index));
    for (const part of [numbers.slice(0, 25), numbers.slice(25)])
      await one.publish(part.map((text) => event("k", text)));
    const all = await read(one.topics, one.at, 40);
    expect(all.map(textOf)).toEqual(numbers);
    const [middle] = all.slice(20);
    const topic = await one.topics.find(one.workspaceId, one.name);
    const wanted = [all[3], all[30]].map((one) => ({ partition: one?.partition ?? 0, offset: one?.offset ?? 0n }));
    const gone = { partition: 0, offset: 99_999n };
    expect((await one.topics.at(topic, [...wanted, gone])).map(textOf)).toEqual(["3", "30"]);
    const rest = await read(one.topics, { ...one.at, offsets: [[middle?.partition ?? 0, middle?.offset ?? 0n]] }, 20);
    expect(rest.map(textOf)).toEqual(numbers.slice(20));
  });

  test(`${name}: many that publish at one time lose nothing and share no offset`, async () => {
    await using one = await withTopic();
    const other = one.elsewhere();
    const places = await Promise.all(
      Array.from({ length: 60 }, (_, index) =>
        one.publish([event(`k${index % 7}`, String(index))], index % 2 ? other : one.topics),
      ),
    );
    expect(new Set(places.flat().map(({ partition, offset }) => `${partition}/${offset}`)).size).toBe(60);
    const found = await read(one.topics, one.at, 60);
    expect(found.map((one) => Number(textOf(one))).sort((a, b) => a - b)).toEqual(places.map((_, index) => index));
  });

  test(`${name}: an effect appends one event, however often and from wherever it is tried`, async () => {
    await using one = await withTopic();
    const effect = { id: newId(), runId: undefined };
    const [place] = await one.publish([event("k", "once", { effect })]);
    expect(await one.publish([event("k", "once", { effect })])).toEqual([place]);
    expect(await one.publish([event("k", "once", { effect })], one.elsewhere())).toEqual([place]);
    // Beside others, which are appended.
    const [again, fresh] = await one.publish([event("k", "once", { effect }), event("k", "more")]);
    expect(again).toEqual(place);
    expect(fresh?.offset).toBeGreaterThan(place?.offset ?? 0n);
    expect((await read(one.topics, one.at, 2)).map(textOf)).toEqual(["once", "more"]);
    expect(await one.topics.last(await one.topics.find(one.workspaceId, one.name), 10)).toHaveLength(2);
  });

  test(`${name}: two processes that try one effect at the same time append one event`, async () => {
    await using one = await withTopic(1);
    const effect = { id: newId(), runId: undefined };
    const attempts = await Promise.allSettled(
      [one.topics, one.elsewhere(), one.elsewhere()].map((topics) =>
        one.publish([event("k", "once", { effect })], topics),
      ),
    );
    expect(attempts.some(({ status }) => status === "fulfilled")).toBe(true);
    await one.publish([event("k", "once", { effect })]);
    await one.publish([event("k", "last")]);
    expect((await read(one.topics, one.at, 2)).map(textOf)).toEqual(["once", "last"]);
  });

  test(`${name}: calls that try one effect at the same time in one process append one event, each its own answer`, async () => {
    await using one = await withTopic(1);
    const effect = { id: newId(), runId: undefined };
    // The first one is on its way while the others gather behind it.
    const calls = [
      [event("k", "first")],
      [event("k", "once", { effect })],
      [event("k", "once", { effect }), event("k", "2")],
    ];
    const places = await Promise.all(calls.map((events) => one.publish(events)));
    expect(places[2]?.[0]).toEqual(places[1]?.[0]);
    const texts = (await read(one.topics, one.at, 3)).map(textOf);
    expect(texts.sort()).toEqual(["2", "first", "once"]);
    expect(await one.topics.last(await one.topics.find(one.workspaceId, one.name), 10)).toHaveLength(3);
  });

  test(`${name}: what is more than Kafka takes of a partition at a time is published whole and in order`, async () => {
    await using one = await withTopic(1);
    const texts = Array.from({ length: 12 }, (_, index) => String(index).padEnd(300_000, "."));
    const places = await one.publish(texts.map((text) => event("k", text)));
    expect(places).toHaveLength(12);
    const calls = await Promise.all(texts.slice(0, 4).map((text) => one.publish([event("k", text)])));
    const found = await read(one.topics, one.at, 16);
    const at = new Map(found.map((one) => [one.offset, textOf(one)?.replaceAll(".", "")]));
    expect(places.map(({ offset }) => at.get(offset))).toEqual(texts.map((_, index) => String(index)));
    expect(calls.flat().map(({ offset }) => at.get(offset))).toEqual(["0", "1", "2", "3"]);
  });

  test(`${name}: a follower gets what comes later`, async () => {
    await using one = await withTopic(1);
    const topic = await one.topics.find(one.workspaceId, one.name);
    const got: (string | null)[] = [];
    const follower = await one.topics.log.follow({
      ...{ topic, from: new Map([[0, 0n]]) },
      handle: async (events) => void got.push(...events.map(textOf)),
    });
    await one.publish([event(null, "first")]);
    await expect.poll(() => got).toEqual(["first"]);
    await one.publish([event(null, "second")]);
    await expect.poll(() => got).toEqual(["first", "second"]);
    await follower.close();
  });

  test(`${name}: a partition that is paused waits while the others go on, and loses nothing`, async () => {
    await using one = await withTopic(2);
    const topic = await one.topics.find(one.workspaceId, one.name);
    const got: (string | null)[][] = [[], []];
    const read = new Map<number, bigint>();
    const follower = await one.topics.log.follow({
      ...{ topic, from: new Map([0, 1].map((partition) => [partition, 0n])) },
      async handle(events) {
        for (const event of events) got[event.partition]?.push(textOf(event));
      },
      onRead: (partition, next) => void read.set(partition, next),
    });
    const on = (partition: number, value: string) => one.publish([event(null, value, { partition })]);
    await on(0, "a");
    await expect.poll(() => got[0]).toEqual(["a"]);
    follower.pause(0);
    await on(0, "b");
    await on(1, "c");
    await expect.poll(() => got[1]).toEqual(["c"]);
    await on(0, "d");
    follower.resume(0);
    await expect.poll(() => got[0]).toEqual(["a", "b", "d"]);
    const ends = await one.topics.ends(topic);
    await expect.poll(() => ends.map(({ partition }) => read.get(partition))).toEqual(ends.map(({ next }) => next));
    await follower.close();
  });

  test(`${name}: the first event of a time or later is found`, async () => {
    await using one = await withTopic(2);
    const topic = await one.topics.find(one.workspaceId, one.name);
    const hour = Date.UTC(2026, 0, 1, 12);
    for (const minute of [0, 10, 20])
      await one.publish([event(null, String(minute), { partition: 0, timestamp: hour + minute * 60_000 })]);
    const startsAt = async (timestamp: number) =>
      (await one.topics.log.offsetsAt(topic, timestamp)).map((at): [number, bigint] => [at.partition, at.offset]);
    const offsets = await startsAt(hour + 1);
    expect((await read(one.topics, { ...one.at, offsets }, 2)).map(textOf)).toEqual(["10", "20"]);
    // Where there is none, what comes later. Kafka may still be writing the ends of the transactions above.
    const ends = async () => `${(await one.topics.ends(topic)).map(({ partition, next }) => [partition, next])}`;
    const later = async () => [`${await startsAt(Date.now() + 3_600_000)}`, await ends()];
    await expect.poll(later).toSatisfy(([starts, end]) => starts === end);
  });

  test(`${name}: the ends grow with what is published, and the last events come newest first`, async () => {
    await using one = await withTopic(1);
    const topic = await one.topics.find(one.workspaceId, one.name);
    expect(await one.topics.ends(topic)).toEqual([{ partition: 0, first: 0n, next: 0n }]);
    expect(await one.topics.last(topic, 5)).toEqual([]);
    for (const text of ["a", "b", "c", "d"]) await one.publish([event(null, text, { timestamp: text.charCodeAt(0) })]);
    const [end] = await one.topics.ends(topic);
    expect(end?.next).toBeGreaterThanOrEqual(4n);
    expect((await one.topics.last(topic, 3)).map(textOf)).toEqual(["d", "c", "b"]);
  });

  test(`${name}: of large events as many are looked at as fit into memory, and a follower gets all`, async () => {
    await using one = await withTopic(1);
    const texts = Array.from({ length: 20 }, (_, index) => String(index).padEnd(900_000, "."));
    await one.publish(texts.map((text) => event(null, text)));
    const topic = await one.topics.find(one.workspaceId, one.name);
    const numberOf = (one: TopicEvent) => Number.parseInt(textOf(one) ?? "", 10);
    expect((await one.topics.last(topic, 20)).map(numberOf)).toEqual([19, 18, 17, 16, 15, 14, 13, 12]);
    const found: number[] = [];
    const sizes: number[] = [];
    const follower = await one.topics.log.follow({
      ...{ topic, from: new Map([[0, 0n]]) },
      handle: async (events) => {
        sizes.push(events.length);
        found.push(...events.map(numberOf));
      },
    });
    await expect.poll(() => found).toEqual(texts.map((_, index) => index));
    await follower.close();
    expect(Math.max(...sizes)).toBeLessThanOrEqual(9);
  });

  test(`${name}: what cannot be published is refused with what to do`, async () => {
    await using one = await withTopic();
    const { workspaceId, topics } = one;
    const settings = { name: one.name, partitions: 1, retentionHours: null };
    await expect(topics.create(workspaceId, settings)).rejects.toMatchObject({ code: "conflict" });
    await expect(topics.publish(workspaceId, "nowhere", [event(null, "x")])).rejects.toMatchObject({
      code: "not_found",
      userMessage: /Create it on the page Topics/,
    });
    await expect(one.publish([event(null, "x".repeat(1_000_001))])).rejects.toMatchObject({ code: "too_large" });
    await expect(one.publish([event(null, "x", { partition: 3 })])).rejects.toMatchObject({
      userMessage: /the partitions 0 to 2; there is no 3/,
    });
    await expect(one.publish([event(null, "x", { timestamp: Date.now() + 7_200_000 })])).rejects.toMatchObject({
      code: "bad_input",
      userMessage: /more than an hour from now/,
    });
    await expect(one.publish([event(null, "x", { timestamp: -1000 })])).rejects.toMatchObject({
      code: "bad_input",
      userMessage: /before 1970/,
    });
    const headers = Array.from({ length: 101 }, (_, index) => ({ name: `h${index}`, value: bytes("x") }));
    await expect(one.publish([event(null, "x", { headers })])).rejects.toMatchObject({
      code: "bad_input",
      userMessage: /has 101 headers; an event may have 100/,
    });
    await expect(topics.publish("another workspace", one.name, [event(null, "x")])).rejects.toMatchObject({
      code: "not_found",
    });
    await topics.delete(workspaceId, one.name);
    await expect(one.publish([event(null, "x")])).rejects.toMatchObject({ code: "not_found" });
    expect((await topics.list(workspaceId)).map(({ name }) => name)).not.toContain(one.name);
  });
}
