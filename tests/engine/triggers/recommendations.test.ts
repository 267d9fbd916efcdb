/**
 * The example “Recommendations in real time” as it is shipped, over real topics: what it keeps for each reader is compared
 * with what this file computes from the events and the vectors in the database, by the formulas of the docs.
 */
import { describe, expect, test } from "vitest";
import { openCollections } from "../../../collections/collections.ts";
import { freezeGraph } from "../../../engine/queue/snapshots/snapshots.ts";
import { activate } from "../../../engine/triggers/activate.ts";
import { demoStores, demoTopics } from "../../../lib/demo/demo-names.ts";
import {
  type Interaction,
  inventedTitles,
  inventReaders,
  nextInteraction,
} from "../../../lib/demo/invented-readers.ts";
import { Graph } from "../../../lib/graph/graph.ts";
import { makeCatalogue } from "../../../nodes/catalogue.ts";
import { nodeTypes } from "../../../nodes/index.ts";
import { openBroker } from "../../../platform/broker/open.ts";
import { loadEnv } from "../../../platform/env.ts";
import { newId } from "../../../platform/ids.ts";
import { openLog } from "../../../platform/log.ts";
import { exampleFiles } from "../../../server/examples/example-files.ts";
import { recommendInRealTime } from "../../../server/examples/recommend-in-real-time.ts";
import { getEntry } from "../../../state/read-stores.ts";
import { openServices } from "../../../workers/services.ts";
import { startWorker } from "../../../workers/worker.ts";
import { hashedWords } from "../../collections/hashed-words.ts";
import { testDatabase } from "../../helpers/database.ts";
import { kafkaBrokers } from "../../helpers/kafka.ts";
import { testSecret } from "../fixtures.ts";

const drivers = [["Postgres", []] as const, ...(kafkaBrokers ? [["Kafka", kafkaBrokers] as const] : [])];
const halfLifeMs = 86_400_000;
const weightOf: Record<string, number> = { viewed: 1, read: 3, liked: 5 };
const shown = 5;

describe.each(drivers)("over %s", (_name, brokers) => {
  test("profile and recommendations of each reader are what their interactions in order make them", async () => {
    await using site = await openSite(brokers);
    const events = play(90, 4);
    await site.publish(events.slice(0, 30));
    // Kafka ends a transaction before its readers may see what is in it.
    await expect.poll(async () => (await site.eventsOf(demoTopics.interactions)).length).toBe(30);
    await site.switchOn();
    // From the moment of switching on; what was before is not the reader's.
    const counted = events.slice(30);
    await site.publish(counted);
    await expect.poll(() => site.done()).toBe(counted.length);
    for (const [user, own] of Map.groupBy(counted, (event) => event.user)) {
      const { value: history } = await site.entry(demoStores.history, user);
      expect(history).toEqual(own);
      const expected = profileOf(own, site.vectors);
      const { value: profile } = await site.entry(demoStores.profiles, user);
      expectNear(Object(profile).mean, expected.mean);
      expect(Object(profile).weight).toBeCloseTo(expected.weight, 6);
      const { value } = await site.entry(demoStores.recommendations, user);
      expectBest(value, { profile: expected.mean, own, vectors: site.vectors });
    }
    await expect.poll(async () => (await site.eventsOf(demoTopics.recommendations)).length).toBe(counted.length);
  });

  test("an event of a book that is not there fails and says so, and the reader's other interactions go on", async () => {
    await using site = await openSite(brokers);
    await site.switchOn();
    const [first, second] = play(2, 1);
    await site.publish([first!, { ...first!, item: "A book that was never written" }, { ...second!, kind: "viewed" }]);
    await expect.poll(() => site.done()).toBe(3);
    const { version } = await site.entry(demoStores.profiles, first!.user);
    expect(version).toBe(2);
    expect(await site.failed()).toBe(1);
  });
});

type Vectors = ReadonlyMap<string, readonly number[]>;

/** Days apart, so that decay is seen. */
function play(count: number, readers: number): Interaction[] {
  let state = 7;
  const random = () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
  const invented = inventReaders(readers);
  const start = Date.UTC(2026, 0, 1);
  return Array.from({ length: count }, (_, index) =>
    nextInteraction(invented, random, new Date(start + index * 7_200_000)),
  );
}

/** Σ w·2^((t − T)/h)·v / Σ w·2^((t − T)/h), all at once, where the state node goes event by event. */
function profileOf(own: readonly Interaction[], vectors: Vectors): { mean: number[]; weight: number } {
  const latest = Math.max(...own.map(({ time }) => Date.parse(time)));
  const sum = new Array<number>(512).fill(0);
  let weight = 0;
  for (const { item, kind, time } of own) {
    const share = (weightOf[kind] ?? 1) * 0.5 ** ((latest - Date.parse(time)) / halfLifeMs);
    weight += share;
    for (const [index, part] of vectors.get(item)!.entries()) sum[index]! += share * part;
  }
  return { mean: sum.map((part) => part / weight), weight };
}

function expectNear(found: readonly number[], expected: readonly number[]): void {
  expect(found).toHaveLength(expected.length);
  expect(Math.max(...found.map((part, index) => Math.abs(part - expected[index]!)))).toBeLessThan(1e-6);
}

type Basis = { profile: readonly number[]; own: readonly Interaction[]; vectors: Vectors };

/** Titles may be in another order where scores are equal. */
function expectBest(value: unknown, { profile, own, vectors }: Basis): void {
  const known = new Set(own.map(({ item }) => item));
  const length = Math.sqrt(profile.reduce((sum, part) => sum + part * part, 0));
  const scoreOf = (title: string) =>
    Math.max(
      0,
      vectors.get(title)!.reduce((sum, part, index) => sum + (part * profile[index]!) / length, 0),
    );
  const best = [...vectors.keys()].filter((title) => !known.has(title)).map(scoreOf);
  best.sort((a, b) => b - a);
  const { items, updatedAt } = value as { items: { title: string; score: number; why: string }[]; updatedAt: string };
  expect(items).toHaveLength(shown);
  for (const [index, { title, score }] of items.entries()) {
    expect(known).not.toContain(title);
    expect(items[index]!.why).not.toBe("");
    expect(score).toBeCloseTo(best[index]!, 2);
    expect(score).toBeCloseTo(scoreOf(title), 2);
  }
  const last = own.at(-1)!;
  expect(items[0]!.why).toBe(`Because you ${last.kind} “${last.item}”.`);
  expect(Math.abs(Date.now() - Date.parse(updatedAt))).toBeLessThan(600_000);
}

async function openSite(brokers: readonly string[]) {
  const stack = new AsyncDisposableStack();
  const db = stack.use(await testDatabase());
  const log = openLog("silent", "test");
  const clientId = `test-${newId().slice(-8)}`;
  const settings = loadEnv({ DATABASE_URL: db.url, KAFKA_BROKERS: brokers.join(","), PATCHBAY_SECRET: testSecret });
  const broker = await openBroker({ kafkaBrokers: [...brokers], pool: db.pool, clientId, log, secret: testSecret });
  stack.defer(() => broker.close());
  const { topics, drivers: stores, servicesFor } = openServices({ db, broker, env: settings, log });
  stack.defer(() => topics.close());
  const workspaceId = newId();
  const pipelineId = newId();
  await db.prisma.workspace.create({ data: { id: workspaceId, name: "Test", defaultModel: {} } });
  await db.prisma.pipeline.create({ data: { id: pipelineId, workspaceId, name: "Test", draft: {} } });
  const collections = openCollections({ ...db, broker, drivers: stores, embed: hashedWords }, workspaceId);
  const { id: books } = await collections.create({ name: "Books" });
  await collections.add(books, await readBooks(), { idempotencyKey: "books", signal: new AbortController().signal });
  for (const name of Object.values(demoTopics)) {
    await topics.create(workspaceId, { name, partitions: 3, retentionHours: 1 });
    stack.defer(() => topics.delete(workspaceId, name));
  }
  const worker = await startWorker({ pool: db.pool, broker, topics, nodeTypes, servicesFor, log });
  stack.defer(async () => {
    worker.abort();
    await worker.stop();
  });
  const graph = Graph.parse(recommendInRealTime.graph({ books, handbook: "", "judge-a-review": {} }));
  const count = async (status?: string) =>
    await db.prisma.run.count({ where: { pipelineId, finishedAt: { not: null }, ...(status ? { status } : {}) } });
  return {
    vectors: await vectorsIn(db, books),
    eventsOf: async (name: string) => topics.last(await topics.find(workspaceId, name), 200),
    async switchOn() {
      const snapshotId = await freezeGraph(db, workspaceId, graph);
      await db.prisma.pipelineVersion.create({ data: { pipelineId, number: 1, snapshotId } });
      const deps = { db, catalogue: makeCatalogue(nodeTypes), topics };
      await activate(deps, { workspaceId, pipelineId, version: 1, snapshotId });
    },
    publish: (events: readonly Interaction[]) =>
      topics.publish(
        workspaceId,
        demoTopics.interactions,
        events.map((event) => ({
          ...{ key: Buffer.from(event.user), value: Buffer.from(JSON.stringify(event)), headers: [] },
        })),
      ),
    done: () => count(),
    failed: () => count("failed"),
    entry: (store: string, key: string) => getEntry(db.pool, workspaceId, { store, key }),
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
}

/** The shipped list of books, each a chunk under its title. */
async function readBooks() {
  const [file] = await exampleFiles("books");
  const [, ...sections] = `\n${Buffer.from(file!.data).toString()}`.split(/^## /m);
  const books = sections.map((section) => {
    const [heading = "", ...rest] = section.trim().split("\n");
    return { text: rest.join("\n").trim(), metadata: { heading, source: "books.md" } };
  });
  const titles = new Set(books.map(({ metadata }) => metadata.heading));
  expect(inventedTitles().filter((title) => !titles.has(title))).toEqual([]);
  return books;
}

async function vectorsIn({ pool }: Pick<Awaited<ReturnType<typeof testDatabase>>, "pool">, collectionId: string) {
  const text = `SELECT metadata->>'heading' AS title, embedding FROM "Chunk" WHERE "collectionId" = $1`;
  const { rows } = await pool.query<{ title: string; embedding: number[] }>(text, [collectionId]);
  return new Map(rows.map(({ title, embedding }) => [title, embedding]));
}
