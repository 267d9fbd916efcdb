/** A full backlog with events in between that cannot be read, while the queue is full and workers are killed. */
import { once } from "node:events";
import { describe, expect, test } from "vitest";
import type { PublishedEvent } from "../../../platform/topics/to-append.ts";
import type { TopicEvent } from "../../../platform/topics/topic-log.ts";
import {
  deadOf,
  drivers,
  headersOf,
  inOrder,
  numbered,
  openTopicTest,
  outcomeOf,
  type TopicPart,
} from "./topic-fixtures.ts";
import { kill, startProcess } from "./worker-processes.ts";

const good = 160;
const keys = 8;
const each = 5;
/** Neither text nor JSON, of several kinds; the one that is too deep is JSON. */
const poisons = [
  Buffer.from([0x7b, 0x00, 0xff, 0x80]),
  Buffer.from('{"key": "user-1", "n": '),
  Buffer.from(""),
  Buffer.from([0xef, 0xbb, 0xbf, 0xc0]),
  Buffer.from("not JSON at all"),
];

/** Every so many events one that is poison, under the key of the next one and with headers that have to stay. */
function backlog(): Partial<PublishedEvent>[] {
  return numbered(good, keys).flatMap((event, index) => {
    if (index % each !== 0) return [event];
    const value = poisons[(index / each) % poisons.length] ?? Buffer.alloc(0);
    const headers = [
      { name: "place", value: Buffer.from(String(index)) },
      { name: "raw", value: Buffer.from([0, 255, index]) },
    ];
    return [{ key: event.key ?? null, value, headers }, event];
  });
}

const hex = (bytes: Uint8Array | null | undefined) => (bytes ? Buffer.from(bytes).toString("hex") : null);
/** What has to be the same in the dead letter. */
const asSent = ({ key, value, headers }: Partial<PublishedEvent> | TopicEvent) => ({
  ...{ key: hex(key), value: hex(value) },
  headers: (headers ?? [])
    .filter(({ name }) => !name.startsWith("patchbay-"))
    .map((header) => `${header.name}=${hex(header.value)}`)
    .sort(),
});
const placeOf = (event: Pick<TopicEvent, "headers">) => Number(headersOf(event as TopicEvent).place);

/** As many runs as the workspace may have queued, which nothing works on. */
async function fillQueue({ db, harness }: TopicPart): Promise<void> {
  const fill = `INSERT INTO "Queue" ("runId", "workspaceId", "dueAt")
    SELECT 'full' || n, $1, now() + interval '1 day' FROM generate_series(1, 20000) n`;
  await db.pool.query(fill, [harness.workspaceId]);
}
const emptyQueue = ({ db }: TopicPart) => db.pool.query(`DELETE FROM "Queue" WHERE "runId" LIKE 'full%'`);
const isHeldUp = async (one: TopicPart) => (await one.trigger()).error?.message ?? "";

describe.each(drivers)("over %s", (_name, brokers) => {
  test("nothing is lost or doubled, keys stay in order, and dead letters have their bytes", async () => {
    await using one = await openTopicTest(brokers);
    await one.on({}, 5);
    const sent = backlog();
    await one.publish(sent);
    await fillQueue(one);
    const first = await startProcess(one, brokers);
    await expect.poll(() => isHeldUp(one)).toMatch(/^20000 runs of this workspace/);
    const before = (await one.runs()).length;
    await emptyQueue(one);
    await expect.poll(async () => (await one.runs()).length).toBeGreaterThan(before + 20);
    await kill(first);
    // One ends between a run and the note of it, one while everything waits for the queue.
    const second = await startProcess(one, brokers, { PATCHBAY_CRASH_AT: "after-insert:20:kill" });
    if (second.signalCode === null) await once(second, "exit");
    expect(second.signalCode).toBe("SIGKILL");
    await fillQueue(one);
    const third = await startProcess(one, brokers);
    await expect.poll(() => isHeldUp(one)).toMatch(/^20000 runs of this workspace/);
    await kill(third);
    await emptyQueue(one);
    await startProcess(one, brokers);
    await expect.poll(async () => (await one.runs()).filter(({ finishedAt }) => finishedAt).length).toBe(good);
    await expect.poll(() => one.lag()).toBe(0);
    expect(await outcomeOf(one)).toEqual(inOrder(good, keys));
    const dead = (await deadOf(one)).toSorted((a, b) => placeOf(a) - placeOf(b));
    const poisoned = sent.filter(({ headers }) => headers);
    expect(dead.map(asSent)).toEqual(poisoned.map(asSent));
    expect(dead.map((event) => headersOf(event)["patchbay-dead-topic"])).toEqual(poisoned.map(() => one.name));
    expect((await one.trigger()).topic?.dead).toBe(poisoned.length);
  });
});
