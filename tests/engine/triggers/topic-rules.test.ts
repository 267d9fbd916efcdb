/** What a Topic node makes of events that are not as usual. */
import { describe, expect, test } from "vitest";
import { admit } from "../../../engine/queue/enqueue/start-run.ts";
import { deactivate } from "../../../engine/triggers/activate.ts";
import { graphOf } from "../fixtures.ts";
import { deadOf, drivers, headersOf, openTopicTest, type TopicPart } from "./topic-fixtures.ts";

const bytes = (text: string) => Buffer.from(text);
const json = (value: unknown) => bytes(JSON.stringify(value));
const valuesOf = async (one: TopicPart) => (await one.runs()).map(({ input }) => (input as { value: unknown }).value);

describe.each(drivers)("over %s", (_name, brokers) => {
  test("what cannot be read or breaks the schema goes to the dead letters as it was, and those behind it run", async () => {
    await using one = await openTopicTest(brokers, 1);
    const schema = { type: "object", properties: { n: { type: "number" } }, required: ["n"] };
    await one.on({ schema });
    await one.harness.worker();
    const broken = Buffer.from([0x7b, 0, 255, 128]);
    const headers = [
      { name: "kind", value: bytes("one") },
      { name: "kind", value: bytes("two") },
      { name: "raw", value: Buffer.from([0, 255]) },
    ];
    await one.publish([
      { key: bytes("a"), value: broken, headers },
      { key: bytes("a"), value: json({ n: "no number" }) },
      { key: bytes("a"), value: json({ n: 1 }), headers },
    ]);
    await expect.poll(() => valuesOf(one)).toEqual([{ n: 1 }]);
    await expect.poll(async () => (await one.trigger()).topic).toMatchObject({ lag: 0, dead: 2 });
    const [run] = await one.runs();
    expect(run?.input).toMatchObject({ key: "a", headers: { kind: ["one", "two"], raw: "AP8=" }, topic: one.name });
    const [second, first] = (await deadOf(one)).sort((a, b) => Number(b.offset - a.offset));
    expect(first?.value && Buffer.from(first.value).equals(broken)).toBe(true);
    expect(first?.key && Buffer.from(first.key).toString()).toBe("a");
    const kept = first?.headers.filter(({ name }) => !name.startsWith("patchbay-"));
    const plain = (some: typeof headers | undefined) =>
      some?.map(({ name, value }) => [name, value.toString("hex")]).sort();
    expect(plain(kept?.map(({ name, value }) => ({ name, value: Buffer.from(value ?? []) })))).toEqual(plain(headers));
    expect(headersOf(first!)).toMatchObject({
      "patchbay-dead-topic": one.name,
      "patchbay-dead-partition": "0",
      "patchbay-dead-node": "events",
      "patchbay-dead-error": expect.stringMatching(/^The value is not UTF-8 text/),
    });
    expect(headersOf(second!)["patchbay-dead-error"]).toMatch(/^The value does not fit the schema at n: /);
  });

  test("what a version that is off could not read is no dead letter: the one that is on runs it", async () => {
    await using one = await openTopicTest(brokers, 1);
    await one.on({ schema: { type: "object" } });
    await one.harness.worker();
    await one.publish([{ value: json({ n: 1 }) }]);
    await expect.poll(() => one.lag()).toBe(0);
    await one.on();
    // The worker still reads for the version before.
    await one.publish([{ value: json(2) }]);
    await expect.poll(() => valuesOf(one)).toEqual([{ n: 1 }, 2]);
    await expect.poll(async () => (await one.trigger()).topic).toMatchObject({ lag: 0, dead: 0 });
    expect(await deadOf(one)).toEqual([]);
  });

  test("a trigger whose topic is deleted says so, and made anew it is read when the trigger is switched on again", async () => {
    await using one = await openTopicTest(brokers, 1);
    const { topics, workspaceId, pipelineId } = one.harness;
    await one.on({ format: "text" });
    await one.harness.worker();
    await one.publish([{ value: bytes("before") }]);
    await expect.poll(() => one.lag()).toBe(0);
    const error = async () => (await one.trigger()).error?.message ?? "";
    await topics.delete(workspaceId, one.name);
    await expect.poll(error).toMatch(/^There is no topic/);
    await topics.create(workspaceId, { name: one.name, partitions: 1, retentionHours: 168 });
    await one.publish([{ value: bytes("anew") }]);
    await expect.poll(error).toMatch(/was deleted and made anew/);
    await deactivate(one.db, workspaceId, pipelineId);
    await one.on({ format: "text", start: "earliest" });
    await expect.poll(() => valuesOf(one)).toEqual(["before", "anew"]);
    await expect.poll(error).toBe("");
  });

  test("the filter and tombstones leave events out, which are done all the same", async () => {
    await using one = await openTopicTest(brokers);
    await one.on({ filter: "value.kind = 'click' and $not(headers.source = 'test')" });
    await one.harness.worker();
    await one.publish([
      { key: bytes("a"), value: json({ kind: "view" }) },
      { key: bytes("a"), value: null },
      { key: bytes("b"), value: json({ kind: "click" }), headers: [{ name: "source", value: bytes("test") }] },
      { key: bytes("b"), value: json({ kind: "click" }) },
    ]);
    await expect.poll(async () => (await one.trigger()).topic).toMatchObject({ lag: 0, skipped: 3 });
    expect(await valuesOf(one)).toEqual([{ kind: "click" }]);
    await one.on({ tombstones: "run" });
    await one.publish([{ key: bytes("a"), value: null }]);
    await expect.poll(async () => (await one.runs()).at(-1)?.input).toMatchObject({ value: null, tombstone: true });
  });

  test("an event whose runs fail gets others, and then goes to the dead letters with the last of them", async () => {
    await using one = await openTopicTest(brokers, 1);
    const graph = (settings: object, times: number) =>
      graphOf(
        {
          events: ["topic-trigger", { topic: one.name, format: "text", ack: "succeeded", ...settings }],
          flaky: ["flaky", { times, key: String(times) }, { retry: { attempts: 1 } }],
        },
        ["events.value > flaky.text"],
      );
    await one.switchTo(graph({ attempts: 3 }, 1));
    await one.harness.worker();
    await one.publish([{ key: bytes("a"), value: bytes("first") }]);
    await expect.poll(async () => (await one.runs()).map(({ status }) => status)).toEqual(["failed", "succeeded"]);
    await expect.poll(() => one.lag()).toBe(0);
    await one.switchTo(graph({ attempts: 2 }, 1000));
    await one.publish([{ key: bytes("a"), value: bytes("second") }]);
    await expect.poll(async () => (await one.trigger()).topic).toMatchObject({ lag: 0, dead: 1 });
    const runs = await one.runs();
    expect(runs.map(({ status }) => status)).toEqual(["failed", "succeeded", "failed", "failed"]);
    const [dead] = await deadOf(one);
    expect(headersOf(dead!)).toMatchObject({
      "patchbay-dead-run": runs.at(-1)?.id,
      "patchbay-dead-attempts": "2",
      "patchbay-dead-error": "Its runs failed, 2 in all.",
    });
    expect((await one.trigger()).error?.message).toMatch(/went to the dead letters: Its runs failed/);
  });

  test("it begins at a time, or with the oldest event", async () => {
    await using one = await openTopicTest(brokers);
    const hour = Date.UTC(2026, 9, 1, 12);
    for (const minute of [0, 10, 20])
      await one.publish([{ value: bytes(`at ${minute}`), timestamp: hour + minute * 60_000, partition: 0 }]);
    await one.on({ format: "text", start: "time", startTime: "2026-10-01T12:05:00Z" });
    await one.harness.worker();
    await expect.poll(() => valuesOf(one)).toEqual(["at 10", "at 20"]);
    await expect.poll(() => one.lag()).toBe(0);
  });

  test("while the queue of the workspace is full events wait in the topic, and the trigger says why", async () => {
    await using one = await openTopicTest(brokers, 1);
    const { db, harness } = one;
    await one.on({ format: "text" });
    const fill = `INSERT INTO "Queue" ("runId", "workspaceId", "dueAt")
      SELECT 'full' || n, $1, now() + interval '1 day' FROM generate_series(1, 20000) n`;
    await db.pool.query(fill, [harness.workspaceId]);
    const isFull = () =>
      admit(db.pool, harness.workspaceId).then(
        () => false,
        () => true,
      );
    await expect.poll(isFull).toBe(true);
    await harness.worker();
    await one.publish([{ value: bytes("waits") }]);
    await expect.poll(async () => (await one.trigger()).error?.message ?? "").toMatch(/^20000 runs of this workspace/);
    expect(await one.runs()).toHaveLength(0);
    await db.pool.query(`DELETE FROM "Queue" WHERE "runId" LIKE 'full%'`);
    await expect.poll(() => valuesOf(one)).toEqual(["waits"]);
    await expect.poll(async () => await one.trigger()).toMatchObject({ state: "on", error: null, topic: { lag: 0 } });
  });

  test("settings that cannot be used are refused when it is switched on, with what to do", async () => {
    await using one = await openTopicTest(brokers);
    const refusal = (settings: object) =>
      one.on(settings).then(
        () => "none",
        (thrown: { userMessage: string }) => thrown.userMessage,
      );
    expect(await refusal({ topic: "" })).toMatch(/^No topic is named/);
    expect(await refusal({ topic: "nowhere" })).toMatch(/^There is no topic “nowhere”/);
    expect(await refusal({ filter: "value.kind = = 1" })).toMatch(/^The expression failed/);
    expect(await refusal({ format: "registry" })).toMatch(/^Write the address of the schema registry/);
    expect(await refusal({ start: "time" })).toMatch(/^The start time is missing/);
    expect(await refusal({ schema: { $ref: "#/nowhere" } })).toMatch(/^The schema cannot be used/);
  });
});

test("a value of any kind is a run or a dead letter, and stops neither the worker nor those behind it", async () => {
  await using one = await openTopicTest([], 1);
  await one.on({ filter: "$exists(value) or true" });
  await one.harness.worker();
  const nested = (depth: number) => `${"[".repeat(depth)}${"]".repeat(depth)}`;
  const odd = [
    ...["1e999", '{"__proto__":1}', String.raw`{"\u0000":"\ud800"}`, "", nested(3000), nested(200_000)],
    JSON.stringify("x".repeat(990_000)),
    '"last"',
  ];
  await one.publish(odd.map((text, index) => ({ key: Buffer.from([0, index, 255]), value: bytes(text) })));
  await expect.poll(() => one.lag()).toBe(0);
  expect(await valuesOf(one)).toContain("last");
  const { events, topic } = await one.trigger();
  expect(events + (topic?.dead ?? 0)).toBe(odd.length);
});

test("events that retention deleted before they were read are counted, and it goes on or stops, as set", async () => {
  await using one = await openTopicTest([], 1);
  const { db } = one;
  const says = async (text: string) =>
    one.publish(Array.from({ length: 5 }, (_, n) => ({ value: bytes(`${text} ${n}`) })));
  const deleteBefore = async (offset: number) => {
    await db.pool.query(`DELETE FROM "TopicEvent" WHERE "topicId" = $1 AND "offset" < $2`, [one.topic.id, offset]);
    await db.pool.query(`UPDATE "TopicPartition" SET "firstOffset" = $2 WHERE "topicId" = $1`, [one.topic.id, offset]);
  };
  await one.on({ format: "text", whenDeleted: "stop" });
  await says("a");
  await deleteBefore(3);
  await one.harness.worker();
  const error = async () => (await one.trigger()).error?.message ?? "";
  await expect
    .poll(error)
    .toMatch(/^3 events of partition 0 were deleted .*: the offsets 0 to 2\. The trigger has stopped/);
  expect(await one.runs()).toHaveLength(0);
  await one.on({ format: "text", whenDeleted: "continue" });
  await expect.poll(() => valuesOf(one)).toEqual(["a 3", "a 4"]);
  await expect.poll(async () => (await one.trigger()).topic).toMatchObject({ lag: 0, lost: 3 });
  // While it is being read, too.
  await one.on({ format: "text", whenDeleted: "stop" });
  await says("b");
  await expect.poll(() => one.lag()).toBe(0);
  await db.pool.query(`UPDATE "TopicPartition" SET "firstOffset" = 13, "nextOffset" = 13 WHERE "topicId" = $1`, [
    one.topic.id,
  ]);
  await says("c");
  await expect
    .poll(error)
    .toMatch(/^3 events of partition 0 were deleted .*: the offsets 10 to 12\. The trigger has stopped/);
  await one.on({ format: "text", whenDeleted: "continue" });
  // Runs that are inserted together have one time.
  await expect.poll(async () => (await valuesOf(one)).slice(7).sort()).toEqual(["c 0", "c 1", "c 2", "c 3", "c 4"]);
  await expect.poll(async () => (await one.trigger()).topic).toMatchObject({ lag: 0, lost: 6 });
});
