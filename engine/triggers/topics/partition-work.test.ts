import { expect, test } from "vitest";
import { PatchbayError } from "../../../lib/errors.ts";
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

test("what an event waits for is said until it does not, whatever becomes of others", async () => {
  let isAway = true;
  const ended: string[] = [];
  const work = openWork({
    async read({ offset }) {
      if (offset === 5n && isAway) throw new PatchbayError("unavailable", "The registry is away.");
      return { kind: "run", values: {} };
    },
    accept: async ({ offset }) => ({ id: `run ${offset}`, created: true }),
    async ended({ id }) {
      ended.push(id);
      return "succeeded";
    },
  });
  work.add([event(5)]);
  await expect.poll(work.problem).toBe("The registry is away.");
  work.add([event(6)]);
  await expect.poll(() => ended).toEqual(["run 6"]);
  expect(work.problem()).toBe("The registry is away.");
  isAway = false;
  await expect.poll(work.position).toBe(7n);
  expect(work.problem()).toBeUndefined();
  await work.close();
});

test("what is read after the partition was let go is not counted as done", async () => {
  const work = openWork();
  await work.close();
  work.add([event(5), event(6)]);
  work.readTo(7n);
  expect(work.position()).toBe(5n);
});
