/** Topic nodes over real topics: one run an event and order per key, over workers, kills and versions. */
import { once } from "node:events";
import { describe, expect, test } from "vitest";
import { deactivate } from "../../../engine/triggers/activate.ts";
import { drivers, inOrder, numbered, openTopicTest, outcomeOf, type TopicPart, topicGraph } from "./topic-fixtures.ts";
import { kill, startProcess } from "./worker-processes.ts";

const allDone = async (one: TopicPart, count: number) => {
  await expect.poll(async () => (await one.runs()).filter(({ finishedAt }) => finishedAt).length).toBe(count);
  await expect.poll(() => one.lag()).toBe(0);
};

describe.each(drivers)("over %s", (_name, brokers) => {
  test("each event is one run and keys stay in order, with three workers; what is published before them is not lost", async () => {
    await using one = await openTopicTest(brokers);
    await one.publish([{ value: Buffer.from("{}") }]);
    await one.on();
    await one.publish(numbered(60, 7));
    await Promise.all([one.harness.worker(), one.harness.worker(), one.harness.worker()]);
    await one.publish(numbered(60, 7, 60));
    await allDone(one, 120);
    expect(await outcomeOf(one)).toEqual(inOrder(120, 7));
    const [run] = await one.runs();
    expect(run).toMatchObject({ trigger: "topic", triggerNode: "events", versionNumber: 1, status: "succeeded" });
    expect(run?.output).toEqual({ text: (run!.input as { value: unknown }).value });
    expect(await one.trigger()).toMatchObject({
      ...{ state: "on", events: 120, error: null, lastRunId: expect.any(String) },
      topic: { name: one.name, lag: 0, perMinute: expect.any(Number), dead: 0, lost: 0, partitions: [{}, {}, {}] },
    });
  });

  test("workers that are killed lose and double nothing, and keys stay in order", async () => {
    await using one = await openTopicTest(brokers);
    await one.on({}, 20);
    const first = await startProcess(one, brokers);
    const second = await startProcess(one, brokers);
    await one.publish(numbered(100, 8));
    await expect.poll(async () => (await one.runs()).length).toBeGreaterThan(20);
    await kill(first);
    await one.publish(numbered(50, 8, 100));
    await startProcess(one, brokers);
    await expect.poll(async () => (await one.runs()).length).toBeGreaterThan(110);
    await kill(second);
    await one.publish(numbered(50, 8, 150));
    await allDone(one, 200);
    expect(await outcomeOf(one)).toEqual(inOrder(200, 8));
  });

  test("another version takes over in the middle, several times, and loses and doubles nothing", async () => {
    await using one = await openTopicTest(brokers);
    await one.on({}, 5);
    await Promise.all([one.harness.worker(), one.harness.worker()]);
    for (let round = 0; round < 5; round++) {
      await one.publish(numbered(30, 6, round * 30));
      const before = (await one.runs()).length;
      await one.switchTo(topicGraph({ topic: one.name }, 5, String(round)));
      await expect.poll(async () => (await one.runs()).length).toBeGreaterThan(before);
    }
    await allDone(one, 150);
    expect(await outcomeOf(one)).toEqual(inOrder(150, 6));
    expect(new Set((await one.runs()).map(({ versionNumber }) => versionNumber)).size).toBeGreaterThan(2);
  });

  test("a worker that ends between the run and its note leaves the event to another, and it stays one run", async () => {
    await using one = await openTopicTest(brokers, 1);
    await one.on();
    await one.publish(numbered(3, 1));
    const child = await startProcess(one, brokers, { PATCHBAY_CRASH_AT: "after-insert:1:kill" });
    if (child.signalCode === null) await once(child, "exit");
    expect(child.signalCode).toBe("SIGKILL");
    expect(await one.runs()).toHaveLength(1);
    await one.harness.worker();
    await allDone(one, 3);
    expect(await outcomeOf(one)).toEqual(inOrder(3, 1));
  });

  test("switched off it starts nothing; on again it goes on where it was, or from now", async () => {
    await using one = await openTopicTest(brokers, 1);
    const off = () => deactivate(one.db, one.harness.workspaceId, one.harness.pipelineId);
    const texts = async () => (await one.runs()).map(({ input }) => (input as { value: string }).value);
    const say = (text: string) => one.publish([{ value: Buffer.from(text) }]);
    await one.on({ format: "text" });
    await one.harness.worker();
    await say("one");
    await allDone(one, 1);
    await off();
    await say("two");
    await one.on({ format: "text", start: "committed" });
    await expect.poll(texts).toEqual(["one", "two"]);
    await allDone(one, 2);
    await off();
    await say("three");
    await one.on({ format: "text", start: "latest" });
    await say("four");
    await expect.poll(texts).toEqual(["one", "two", "four"]);
    await off();
    // An event has one run, also when it is read again.
    await one.on({ format: "text", start: "earliest" });
    await expect.poll(async () => (await texts()).toSorted()).toEqual(["four", "one", "three", "two"]);
    await expect.poll(() => one.lag()).toBe(0);
  });
});
