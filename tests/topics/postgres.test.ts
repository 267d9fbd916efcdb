import { expect, test } from "vitest";
import { openTopics } from "../../platform/topics/open.ts";
import { trimEvents } from "../../platform/topics/postgres/postgres-log.ts";
import type { Topics } from "../../platform/topics/topics.ts";
import { testDatabase } from "../helpers/database.ts";
import { describeTopics, type TopicsSubject } from "./conformance.ts";

async function open() {
  const db = await testDatabase();
  const workspaceId = "w1";
  await db.prisma.workspace.create({ data: { id: workspaceId, name: "Test", defaultModel: {} } });
  const opened: Topics[] = [];
  const elsewhere = () => {
    const topics = openTopics({ pool: db.pool, clientId: "test" });
    opened.push(topics);
    return topics;
  };
  return {
    ...{ db, workspaceId, topics: elsewhere(), elsewhere },
    async [Symbol.asyncDispose]() {
      await Promise.all(opened.map((topics) => topics.close()));
      await db[Symbol.asyncDispose]();
    },
  };
}

describeTopics("Postgres", async (): Promise<TopicsSubject> => await open());

test("events older than their topic keeps them are deleted, and the oldest offset moves on", async () => {
  await using one = await open();
  const { topics, workspaceId, db } = one;
  const event = { key: null, value: Buffer.from("x"), headers: [], partition: 0 };
  for (const [name, retentionHours] of [
    ["hours", 2],
    ["always", null],
  ] as const) {
    await topics.create(workspaceId, { name, partitions: 1, retentionHours });
    await topics.publish(workspaceId, name, [event, event, event]);
  }
  expect(await trimEvents(db.pool, 100)).toBe(0);
  await db.pool.query(`UPDATE "TopicEvent" SET "createdAt" = now() - interval '3 hours' WHERE "offset" < 2`);
  expect(await trimEvents(db.pool, 100)).toBe(2);
  expect(await topics.ends(await topics.find(workspaceId, "hours"))).toEqual([{ partition: 0, first: 2n, next: 3n }]);
  expect(await topics.ends(await topics.find(workspaceId, "always"))).toEqual([{ partition: 0, first: 0n, next: 3n }]);
  await topics.delete(workspaceId, "always");
  expect((await db.pool.query(`SELECT "offset"::int AS offset FROM "TopicEvent"`)).rows).toEqual([{ offset: 2 }]);
});
