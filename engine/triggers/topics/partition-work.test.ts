import { expect, test } from "vitest";
import type { TopicEvent } from "../../../platform/topics/topic-log.ts";
import { makePartitionWork, type PartitionDeps } from "./partition-work.ts";

const event = (offset: number): TopicEvent => ({
  ...{ partition: 0, offset: BigInt(offset), key: null, value: Buffer.from("x"), headers: [], timestamp: 0 },
});

function openWork(deps: Partial<PartitionDeps> = {}) {
  return makePartitionWork({
    rules: { order: "key", ack: "accepted", attempts: 1, concurrency: 10, whenDeleted: "continue" },
    from: 5n,
    read: async () => ({ kind: "run", values: {} }),
    accept: async () => ({ id: "run", created: true }),
    ended: async () => "succeeded",
    deadLetter: async () => true,
    onError() {},
    pause() {},
    resume() {},
    onChange() {},
    ...deps,
  });
}

test("what is read after the partition was let go is not counted as done", async () => {
  const work = openWork();
  await work.close();
  work.add([event(5), event(6)]);
  work.readTo(7n);
  expect(work.position()).toBe(5n);
});
