/** What tests of Topic nodes need: a pipeline that is switched on, events, and what became of each. */
import { activate } from "../../../engine/triggers/activate.ts";
import { readTriggers } from "../../../engine/triggers/read-triggers.ts";
import type { Graph } from "../../../lib/graph/graph.ts";
import { deadTopicOf } from "../../../lib/topics/dead-letter.ts";
import { makeCatalogue } from "../../../nodes/catalogue.ts";
import { newId } from "../../../platform/ids.ts";
import type { PublishedEvent } from "../../../platform/topics/to-append.ts";
import type { TopicEvent } from "../../../platform/topics/topic-log.ts";
import { testDatabase } from "../../helpers/database.ts";
import { kafkaBrokers } from "../../helpers/kafka.ts";
import { graphOf, openHarness, testNodeTypes } from "../fixtures.ts";

const catalogue = makeCatalogue(testNodeTypes);

export const drivers = [["Postgres", []] as const, ...(kafkaBrokers ? [["Kafka", kafkaBrokers] as const] : [])];

/** Topic → a nap → output, which gives the event's value. */
export function topicGraph(settings: object, ms = 0, mark = ""): Graph {
  return graphOf(
    {
      events: ["topic-trigger", settings],
      nap: ["nap", { ms }],
      [`out${mark}`]: ["output", { fields: [{ name: "text", kind: "any" }] }],
    },
    ["events.key > nap.text", `events.value > out${mark}.text`],
  );
}

export type TopicPart = Awaited<ReturnType<typeof openTopicTest>>;

export async function openTopicTest(brokers: readonly string[] = [], partitions = 3) {
  const db = await testDatabase();
  await db.pool.query(watch);
  const harness = await openHarness(db, { kafkaBrokers: [...brokers] });
  const { topics, workspaceId, pipelineId } = harness;
  const name = `events-${newId().slice(-8)}`;
  const topic = await topics.create(workspaceId, { name, partitions, retentionHours: 168 });
  const deps = { db, catalogue, topics };
  let version = 0;

  async function switchTo(graph: Graph): Promise<void> {
    version += 1;
    const snapshotId = await harness.freeze(graph);
    await db.prisma.pipelineVersion.create({ data: { pipelineId, number: version, snapshotId } });
    await activate(deps, { workspaceId, pipelineId, version, snapshotId });
  }

  /** Before the database goes. */
  const cleanUp = new AsyncDisposableStack();
  return {
    ...{ db, harness, name, topic, cleanUp },
    switchTo,
    /** Switches a version on, or puts one in the place of the other. */
    on: (settings: object = {}, ms = 0) => switchTo(topicGraph({ topic: name, ...settings }, ms)),
    publish: (events: readonly Partial<PublishedEvent>[]) =>
      topics.publish(
        workspaceId,
        name,
        events.map((event) => ({ key: null, value: null, headers: [], ...event })),
      ),
    runs: () => db.prisma.run.findMany({ where: { pipelineId }, orderBy: { createdAt: "asc" } }),
    async trigger() {
      const { triggers } = await readTriggers(deps, workspaceId, pipelineId);
      return triggers[0]!;
    },
    async lag(): Promise<number | null | undefined> {
      return (await readTriggers(deps, workspaceId, pipelineId)).triggers[0]?.topic?.lag;
    },
    async [Symbol.asyncDispose]() {
      await cleanUp.disposeAsync();
      await topics.delete(workspaceId, name);
      await harness[Symbol.asyncDispose]();
      await db[Symbol.asyncDispose]();
    },
  };
}

/** `count` events of some keys; each value says its key and its number under it. */
export function numbered(count: number, keys: number, from = 0): Partial<PublishedEvent>[] {
  return Array.from({ length: count }, (_, index) => {
    const key = `user-${(from + index) % keys}`;
    return { key: Buffer.from(key), value: Buffer.from(JSON.stringify({ key, n: Math.floor((from + index) / keys) })) };
  });
}

/** Notes each run as it begins, and how many of its key have not ended then: what the database itself sees. */
const watch = `
  CREATE TABLE "Begun" (seq bigserial, key text, n int, unfinished int);
  CREATE FUNCTION note_begun() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    INSERT INTO "Begun" (key, n, unfinished) SELECT NEW.input->'value'->>'key', (NEW.input->'value'->>'n')::int, count(*)
    FROM "Run" r WHERE r.input->'value'->>'key' = NEW.input->'value'->>'key'
      AND r.status NOT IN ('succeeded', 'failed', 'cancelled') AND r.id <> NEW.id;
    RETURN NEW;
  END $$;
  CREATE TRIGGER note_begun AFTER INSERT ON "Run" FOR EACH ROW WHEN (json_typeof(NEW.input->'value') = 'object')
    EXECUTE FUNCTION note_begun()`;

/** Per key, the numbers of the events in the order in which their runs began, and how often one began before the former's end. */
export async function outcomeOf({ db }: TopicPart) {
  const { rows } = await db.pool.query<{ key: string; n: number; unfinished: number }>(
    `SELECT key, n, unfinished FROM "Begun" ORDER BY seq`,
  );
  const overlaps = rows.filter(({ unfinished }) => unfinished > 0).length;
  return { count: rows.length, orders: byKey(rows), overlaps };
}

/** What `outcomeOf` gives when nothing is lost, doubled or out of order. */
export function inOrder(count: number, keys: number) {
  const all = Array.from({ length: count }, (_, index) => ({
    key: `user-${index % keys}`,
    n: Math.floor(index / keys),
  }));
  return { count, orders: byKey(all), overlaps: 0 };
}

function byKey(events: readonly { key: string; n: number }[]): Record<string, number[]> {
  const groups = Map.groupBy(events, ({ key }) => key);
  return Object.fromEntries([...groups].map(([key, some]) => [key, some.map(({ n }) => n)]));
}

/** Its dead letters. */
export async function deadOf({ harness, name }: TopicPart): Promise<TopicEvent[]> {
  const { topics, workspaceId, pipelineId } = harness;
  const all = await topics.list(workspaceId);
  const dead = all.find((topic) => topic.name === deadTopicOf(name, pipelineId));
  return dead ? await topics.last(dead, 50) : [];
}

export const headersOf = ({ headers }: TopicEvent) =>
  Object.fromEntries(headers.map(({ name, value }) => [name, value === null ? null : Buffer.from(value).toString()]));
