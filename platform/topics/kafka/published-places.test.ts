import { expect, test } from "vitest";
import type { PartitionEnds, TopicRow } from "../topic-log.ts";
import { makePublishedPlaces } from "./published-places.ts";

const topic: TopicRow = { id: "t", workspaceId: "w", name: "orders", partitions: 2, retentionHours: null };
const event = { topic, partition: 1, key: null, value: null, headers: [], timestamp: undefined, effect: undefined };

/** A Kafka whose last stable offsets come to `next` after some looks. */
function slow(next: bigint, looks: number) {
  let left = looks;
  const look = async (): Promise<PartitionEnds[]> => {
    left -= 1;
    return [
      { partition: 0, first: 0n, next: 0n },
      { partition: 1, first: 0n, next: left < 0 ? next : 0n },
    ];
  };
  return { look, left: () => left };
}

test("the ends are behind what was published here, as soon as Kafka shows it", async () => {
  const places = makePublishedPlaces();
  places.note(
    [event, event],
    [4n, 3n].map((offset) => ({ partition: 1, offset })),
  );
  const kafka = slow(6n, 3);
  expect((await places.behind(topic, kafka.look))[1]?.next).toBe(6n);
  expect(kafka.left()).toBe(-1);
});

test("of a topic to which nothing was published here the first answer counts, and after a deletion again", async () => {
  const places = makePublishedPlaces();
  const kafka = slow(6n, 100);
  expect((await places.behind(topic, kafka.look))[1]?.next).toBe(0n);
  places.note([event], [{ partition: 1, offset: 4n }]);
  places.forget(topic);
  await places.behind(topic, kafka.look);
  expect(kafka.left()).toBe(98);
});

test("what stays out of sight holds nothing up for long, nor again", async () => {
  const places = makePublishedPlaces();
  places.note([event], [{ partition: 1, offset: 4n }]);
  const kafka = slow(6n, 100_000);
  expect((await places.behind(topic, kafka.look))[1]?.next).toBe(0n);
  const before = kafka.left();
  await places.behind(topic, kafka.look);
  expect(kafka.left()).toBe(before - 1);
});
