import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { expect, test } from "vitest";
import { type Collections, openCollections } from "../../collections/collections.ts";
import type { EmbedWith } from "../../collections/embed.ts";
import { writeNextVectors } from "../../collections/reembed/sql/statements.ts";
import { startReembedding } from "../../collections/reembed/worker.ts";
import { PatchbayError } from "../../lib/errors.ts";
import { openDb } from "../../platform/database/db.ts";
import { inTransaction } from "../../platform/database/in-transaction.ts";
import { jsonText } from "../../platform/database/json-text.ts";
import { hashedWords } from "./hashed-words.ts";
import { type Bench, openBench } from "./open.ts";
import { otherEmbedding, otherModel } from "./other-embedding.ts";

const { signal } = new AbortController();
const facts = Array.from({ length: 200 }, (_, index) => ({
  text: `Fact ${index} is about subject${index} and nothing else.`,
  metadata: { source: `s${index % 3}` },
}));

type Options = { embedWith?: EmbedWith };

function collectionsOf({ db, broker, drivers }: Bench, { embedWith = otherEmbedding }: Options = {}): Collections {
  return openCollections({ ...db, broker, drivers, embed: hashedWords, embedWith }, "w1");
}

async function worker({ db, broker, log }: Bench, { embedWith = otherEmbedding }: Options = {}) {
  const started = await startReembedding({ ...db, broker, log, embed: hashedWords, embedWith, pollMs: 50 });
  return { [Symbol.asyncDispose]: () => started.close() };
}

async function filled(collections: Collections, documents = facts) {
  const { id } = await collections.create({ name: "Facts" });
  await collections.add(id, documents, { idempotencyKey: "k", signal });
  return id;
}

const finds = async (collections: Collections, id: string, subject: number) => {
  const [best] = await collections.search(id, { text: `subject${subject}`, mode: "vector", limit: 1 }, signal);
  return best?.text ?? "";
};

test("another embedding is used when all vectors are there; until then, every search finds by the old ones", async () => {
  await using bench = await openBench();
  const gate = Promise.withResolvers<void>();
  let made = 0;
  const embedWith: EmbedWith = async (by, ...call) => {
    const [texts] = call;
    if (texts.length > 1) made += texts.length;
    if (made > 100 && texts.length > 1) await gate.promise;
    return otherEmbedding(by, ...call);
  };
  const collections = collectionsOf(bench, { embedWith });
  const id = await filled(collections);
  expect(await collections.setEmbedding(id, otherModel)).toMatchObject({
    embeddingModel: null,
    dimensions: 512,
    reembedding: { embedding: "openai/other", dimensions: 1024, done: 0, total: 200, error: null },
  });
  await using _ = await worker(bench, { embedWith });
  await expect.poll(async () => (await collections.get(id)).reembedding?.done).toBeGreaterThan(60);
  expect(await finds(collections, id, 7)).toContain("subject7 ");
  // What is added meanwhile is found at once, and embedded anew too.
  const late = [{ text: "A late fact about subject777.", metadata: { source: "late" } }];
  await collections.add(id, late, { idempotencyKey: "late", signal });
  expect(await finds(collections, id, 777)).toContain("late fact");
  // Of a few subjects the hashed words of the first model fall together.
  const subjects: number[] = [];
  for (let subject = 0; subject < 60; subject++) {
    if ((await finds(collections, id, subject)).includes(`subject${subject} `)) subjects.push(subject);
  }
  expect(subjects.length).toBeGreaterThan(20);
  const stop = new AbortController();
  const searching = (async () => {
    let searches = 0;
    for (; !stop.signal.aborted; searches++) {
      const subject = subjects[searches % subjects.length]!;
      expect(await finds(collections, id, subject)).toContain(`subject${subject} `);
    }
    return searches;
  })();
  searching.catch(() => {});
  gate.resolve();
  await expect.poll(async () => (await collections.get(id)).reembedding).toBeNull();
  expect(await collections.get(id)).toMatchObject({
    embedding: "openai/other",
    embeddingModel: otherModel,
    dimensions: 1024,
    chunks: 201,
  });
  expect(await finds(collections, id, 777)).toContain("late fact");
  stop.abort();
  expect(await searching).toBeGreaterThan(0);
  await collections.add(id, [{ text: "A new fact about subject888.", metadata: {} }], { idempotencyKey: "n", signal });
  expect(await finds(collections, id, 888)).toContain("new fact");
  const widths = await bench.db.pool.query(`SELECT DISTINCT array_length(embedding, 1) AS width FROM "Chunk"`);
  expect(widths.rows).toEqual([{ width: 1024 }]);
});

test("a worker that is killed half-way is followed by one that goes on behind what was made", async () => {
  await using bench = await openBench();
  const collections = collectionsOf(bench);
  const id = await filled(collections);
  await collections.setEmbedding(id, otherModel);
  const child = fork(new URL("./reembed-child.ts", import.meta.url), {
    env: { ...process.env, DATABASE_URL: bench.db.url },
    execArgv: ["--no-warnings"],
  });
  await expect.poll(async () => (await collections.get(id)).reembedding?.done).toBeGreaterThan(60);
  await kill(child);
  const half = (await collections.get(id)).reembedding!;
  expect(half.done).toBeLessThan(half.total);
  expect(await finds(collections, id, 7)).toContain("subject7 ");
  let made = 0;
  await using _ = await worker(bench, {
    async embedWith(by, ...call) {
      made += call[0].length;
      return otherEmbedding(by, ...call);
    },
  });
  await expect.poll(async () => (await collections.get(id)).dimensions).toBe(1024);
  expect(made, "only what was not made is made again").toBe(half.total - half.done);
  expect(await finds(collections, id, 7)).toContain("subject7 ");
});

test("a model that cannot be used is refused at once; one that fails later says so, and the old vectors stay", async () => {
  await using bench = await openBench();
  const refusing: EmbedWith = async () => {
    throw new PatchbayError("provider_refused", "There is no such model.");
  };
  const collections = collectionsOf(bench);
  const id = await filled(collections);
  await expect(collectionsOf(bench, { embedWith: refusing }).setEmbedding(id, otherModel)).rejects.toMatchObject({
    code: "provider_refused",
  });
  expect((await collections.get(id)).reembedding).toBeNull();
  await collections.setEmbedding(id, otherModel);
  await using _ = await worker(bench, { embedWith: refusing });
  await expect.poll(async () => (await collections.get(id)).reembedding?.error).toBe("There is no such model.");
  expect(await finds(collections, id, 7)).toContain("subject7 ");
  // The present embedding takes the change back.
  expect(await collections.setEmbedding(id, null)).toMatchObject({ reembedding: null, dimensions: 512 });
});

test("a model that is chosen while vectors of another one are written gets none of those", async () => {
  await using bench = await openBench();
  const collections = collectionsOf(bench);
  const id = await filled(collections, facts.slice(0, 3));
  await collections.setEmbedding(id, otherModel);
  const { pool } = bench.db;
  const { rows } = await pool.query<{ id: string; revision: number; token: number }>(
    `SELECT c.id, c.revision, k."embedToken" AS token FROM "Chunk" c JOIN "Collection" k ON k.id = c."collectionId"`,
  );
  const token = rows[0]!.token;
  const vectors = jsonText(rows.map((row) => ({ id: row.id, revision: row.revision, vector: [1, 0] })));
  await inTransaction(pool, async (client) => {
    // As changeEmbedding does, before it has ended.
    await client.query(`UPDATE "Collection" SET "embedToken" = "embedToken" + 1 WHERE id = $1`, [id]);
    await client.query(`UPDATE "Chunk" SET "nextEmbedding" = NULL WHERE "collectionId" = $1`, [id]);
    const late = pool.query(writeNextVectors({ collectionId: id, token, vectors }));
    await Promise.race([late, waitsForALock(pool)]);
    return { late };
  }).then(({ late }) => late);
  expect((await collections.get(id)).reembedding).toMatchObject({ done: 0, total: 3 });
});

test("the exchange of all vectors may take longer than other statements", async () => {
  await using bench = await openBench();
  const collections = collectionsOf(bench);
  const id = await filled(collections, facts.slice(0, 3));
  await collections.setEmbedding(id, otherModel);
  const { pool } = bench.db;
  await pool.query(`UPDATE "Chunk" SET "nextEmbedding" = array_fill(0.5::real, ARRAY[1024])`);
  const impatient = openDb(bench.db.url, { max: 3, name: "impatient", statementMs: 200 });
  const started = await inTransaction(pool, async (client) => {
    await client.query(`SELECT 1 FROM "Chunk" FOR UPDATE`);
    const { broker, log } = bench;
    const options = { ...impatient, broker, log, embed: hashedWords, embedWith: otherEmbedding, pollMs: 50 };
    const worker = await startReembedding(options);
    await waitsForALock(pool, "1 second");
    return worker;
  });
  await expect.poll(async () => (await collections.get(id)).dimensions).toBe(1024);
  await started.close();
  await impatient.close();
});

test("attempts that make no progress are counted, however long each lasts and however it ends", async () => {
  await using bench = await openBench();
  const collections = collectionsOf(bench);
  const id = await filled(collections, facts.slice(0, 3));
  await collections.setEmbedding(id, otherModel);
  const { pool } = bench.db;
  const attempts = async () => {
    const { rows } = await pool.query<{ n: number }>(`SELECT "embedAttempts" AS n FROM "Collection"`);
    return rows[0]?.n;
  };
  // Four workers ended without a word.
  await pool.query(`UPDATE "Collection" SET "embedAttempts" = 4, "embedLeaseUntil" = now() - interval '1 second'`);
  const renewed = Promise.withResolvers<void>();
  const watched: typeof pool.query = Reflect.get(pool, "query").bind(pool);
  Reflect.set(pool, "query", async (asked: { name?: string }, ...more: []) => {
    const answer = await Reflect.apply(watched, undefined, [asked, ...more]);
    if (asked.name === "renew-reembedding") renewed.resolve();
    return answer;
  });
  const failing: EmbedWith = async () => {
    await renewed.promise;
    throw new PatchbayError("unavailable", "The server does not answer.");
  };
  const options = { ...bench.db, broker: bench.broker, log: bench.log, embed: hashedWords, embedWith: failing };
  const started = await startReembedding({ ...options, pollMs: 50, leaseSeconds: 1 });
  await expect.poll(async () => (await collections.get(id)).reembedding?.error).toBe("The server does not answer.");
  await started.close();
  expect(await attempts()).toBe(5);
  await pool.query(`UPDATE "Collection" SET "embedError" = NULL, "embedLeaseUntil" = NULL`);
  await using _ = await worker(bench, { embedWith: failing });
  await expect.poll(async () => (await collections.get(id)).reembedding?.error).toMatch(/5 attempts made no progress/);
  expect(await finds(collections, id, 1)).toContain("subject1 ");
});

test("a collection can be made with an embedding of one's choice; an empty one changes at once", async () => {
  await using bench = await openBench();
  const collections = collectionsOf(bench);
  const { id } = await collections.create({ name: "Made", embedding: otherModel });
  expect(await collections.get(id)).toMatchObject({ embeddingModel: otherModel, dimensions: 1024 });
  await collections.add(id, facts, { idempotencyKey: "k", signal });
  expect(await finds(collections, id, 9)).toContain("subject9 ");
  const empty = await collections.create({ name: "Empty" });
  await collections.setEmbedding(empty.id, otherModel);
  await using _ = await worker(bench);
  await expect.poll(async () => (await collections.get(empty.id)).dimensions).toBe(1024);
});

/** Until a statement on this database has waited so long for another one. */
async function waitsForALock(pool: Bench["db"]["pool"], atLeast = "0 seconds"): Promise<void> {
  await expect
    .poll(async () => {
      const waiting = `SELECT 1 FROM pg_stat_activity
        WHERE datname = current_database() AND wait_event_type = 'Lock' AND clock_timestamp() - query_start > $1::interval`;
      return (await pool.query(waiting, [atLeast])).rowCount;
    })
    .toBeGreaterThan(0);
}

async function kill(child: ChildProcess): Promise<void> {
  const gone = once(child, "exit");
  child.kill("SIGKILL");
  expect(await gone).toEqual([null, "SIGKILL"]);
}
