/** Topic nodes with one run for a batch of events. */
import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import { graphOf } from "../fixtures.ts";
import { deadOf, drivers, headersOf, numbered, openTopicTest, type TopicPart } from "./topic-fixtures.ts";
import { kill, startProcess } from "./worker-processes.ts";

type Input = { events: { value: { n: number }; offset: number }[]; count: number; partition: number; offset: number };

const batchGraph = (settings: object, ms = 0, mark = "") =>
  graphOf(
    {
      events: ["topic-trigger", { per: "batch", ...settings }],
      nap: ["nap", { ms }],
      [`out${mark}`]: ["output", { fields: [{ name: "list", kind: "any" }] }],
    },
    ["events.topic > nap.text", `events.events > out${mark}.list`],
  );

const inputsOf = async (one: TopicPart) => (await one.runs()).map(({ input }) => input as Input);

/** By partition, the offsets of all events that are in a run, in the order of their runs. */
async function placesOf(one: TopicPart): Promise<Record<string, number[]>> {
  const inputs = (await inputsOf(one)).sort((a, b) => a.offset - b.offset);
  const partitions = Map.groupBy(inputs, ({ partition }) => partition);
  return Object.fromEntries(
    [...partitions].map(([partition, some]) => [
      partition,
      some.flatMap(({ events }) => events.map(({ offset }) => offset)),
    ]),
  );
}

describe.each(drivers)("over %s", (_name, brokers) => {
  test("events become lists of the size, and the rest when the window is over", async () => {
    await using one = await openTopicTest(brokers, 1);
    await one.switchTo(batchGraph({ topic: one.name, batchSize: 10, batchWindowMs: 300 }));
    await one.publish(numbered(25, 4));
    await one.harness.worker();
    await expect.poll(() => one.lag()).toBe(0);
    const inputs = await inputsOf(one);
    expect(inputs.map(({ count }) => count)).toEqual([10, 10, 5]);
    expect(inputs[1]).toMatchObject({ topic: one.name, partition: 0 });
    expect(inputs[0]?.events[1]).toMatchObject({ value: { key: "user-1", n: 0 }, key: "user-1", tombstone: false });
    await expect.poll(async () => (await one.runs()).map(({ status }) => status)).toEqual(Array(3).fill("succeeded"));
    const [run] = await one.runs();
    expect(run?.output).toEqual({ list: inputs[0]?.events });
    expect(await one.trigger()).toMatchObject({ events: 25, error: null, lastRunId: expect.any(String) });
  });

  test("an event that cannot be read goes out alone, and a batch whose runs fail follows it whole", async () => {
    await using one = await openTopicTest(brokers, 1);
    const graph = (times: number) =>
      graphOf(
        {
          events: [
            "topic-trigger",
            { topic: one.name, per: "batch", batchWindowMs: 300, ack: "succeeded", attempts: 2 },
          ],
          flaky: ["flaky", { times, key: String(times) }, { retry: { attempts: 1 } }],
        },
        ["events.topic > flaky.text"],
      );
    await one.switchTo(graph(1));
    await one.publish([...numbered(2, 1), { value: Buffer.from("{") }, ...numbered(2, 1, 2)]);
    await one.harness.worker();
    await expect.poll(async () => (await one.trigger()).topic).toMatchObject({ lag: 0, dead: 1 });
    const runs = await one.runs();
    expect(runs.map(({ status }) => status)).toEqual(["failed", "succeeded"]);
    expect(runs.map(({ input }) => (input as Input).events.map(({ value }) => value.n))).toEqual([
      [0, 1, 2, 3],
      [0, 1, 2, 3],
    ]);
    await one.switchTo(graph(1000));
    await one.publish(numbered(3, 1));
    await expect.poll(async () => (await one.trigger()).topic).toMatchObject({ lag: 0, dead: 4 });
    const dead = (await deadOf(one)).map((letter) => headersOf(letter)["patchbay-dead-error"]);
    expect(dead.filter((error) => error === "Its runs failed, 2 in all.")).toHaveLength(3);
    expect(dead.filter((error) => error?.startsWith("The value is not valid JSON"))).toHaveLength(1);
  });

  test("workers that are killed and versions that change lose and double no event of a batch", async () => {
    await using one = await openTopicTest(brokers);
    const settings = { topic: one.name, batchSize: 7, batchWindowMs: 20 };
    const on = (round: number) =>
      one.switchTo(batchGraph({ ...settings, batchSize: 7 + round * 3 }, 15, String(round)));
    await on(0);
    const first = await startProcess(one, brokers);
    await startProcess(one, brokers);
    for (let round = 0; round < 4; round++) {
      await one.publish(numbered(60, 9, round * 60));
      await expect.poll(async () => (await one.runs()).length).toBeGreaterThan(round * 5);
      if (round === 1) await kill(first);
      if (round === 2) await startProcess(one, brokers);
      await on(round + 1);
      await sleep(50);
    }
    await expect.poll(() => one.lag()).toBe(0);
    const found = await placesOf(one);
    const ends = await one.harness.topics.ends(one.topic);
    for (const { partition, next } of ends) {
      const offsets = found[partition] ?? [];
      expect(new Set(offsets).size).toBe(offsets.length);
      expect(offsets).toEqual([...offsets].sort((a, b) => a - b));
      expect(offsets.at(-1) ?? -1).toBeLessThan(Number(next));
    }
    expect(Object.values(found).flat()).toHaveLength(240);
  });

  test("a worker that ends between the run and the note of it has its batch found again", async () => {
    await using one = await openTopicTest(brokers, 1);
    await one.switchTo(batchGraph({ topic: one.name, batchSize: 50, batchWindowMs: 100 }));
    const crashing = await startProcess(one, brokers, { PATCHBAY_CRASH_AT: "after-insert:1:kill" });
    const gone = new Promise((resolve) => crashing.once("exit", resolve));
    await one.publish(numbered(5, 2));
    await gone;
    await one.publish(numbered(5, 2, 5));
    await one.harness.worker();
    await expect.poll(() => one.lag()).toBe(0);
    const lists = (await inputsOf(one)).map(({ events }) => events.length);
    expect(lists).toEqual([5, 5]);
    expect(Object.values(await placesOf(one)).flat()).toHaveLength(10);
  });
});
