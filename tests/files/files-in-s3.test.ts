/** Files in S3: what users and nodes see is the same, objects go with their rows, and nothing is left behind. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { loadEnv } from "../../platform/env.ts";
import { keepStaged, readFile, saveFile, stageFile } from "../../platform/files/files.ts";
import { moveFiles } from "../../platform/files/move-files.ts";
import { type ObjectStores, openObjectStores } from "../../platform/files/object-store.ts";
import { noteStrayObjects, sweepObjects } from "../../platform/files/sweep-objects.ts";
import { newId } from "../../platform/ids.ts";
import { setQuotas } from "../../platform/quotas/quotas.ts";
import { batchBench, echo } from "../api/batches/batch-bench.ts";
import { openTestServer, type TestServer } from "../api/test-server.ts";
import { testDatabase } from "../helpers/database.ts";
import { type S3Server, startS3, whyNoS3 } from "./s3-server.ts";

const bytes = (text: string) => new Uint8Array(Buffer.from(text));
const note = (text: string) => ({ name: "note.txt", mime: "text/plain", data: bytes(text) });
const later = `UPDATE "UnusedObject" SET "dueAt" = now() - interval '1 second'`;

if ((await whyNoS3()) === undefined) {
  describe("with a server of S3", () => {
    let s3: S3Server;
    let stores: ObjectStores;
    beforeAll(async () => {
      s3 = await startS3();
      stores = openObjectStores(s3.settings);
    });
    afterAll(() => s3?.[Symbol.asyncDispose]());

    const place = () => s3.settings.PATCHBAY_FILES;
    const idsIn = async () => {
      const ids: string[] = [];
      for await (const { id } of stores.at(place()).list()) ids.push(id);
      return ids;
    };
    const isThere = async (id: string) => (await stores.at(place()).get(id)) !== undefined;

    test("an upload is an object, a node reads it, and another workspace does not", async () => {
      await using db = await testDatabase();
      const deps = { prisma: db.prisma, stores };
      const file = await saveFile(deps, "w1", note("äöü"));
      const row = await db.prisma.file.findUniqueOrThrow({ where: { id: file.id } });
      expect(row).toMatchObject({ data: null, storedIn: place(), bytes: 6 });
      expect(Buffer.from((await readFile(deps, "w1", file.id)).data).toString()).toBe("äöü");
      await expect(readFile(deps, "w2", file.id)).rejects.toMatchObject({ code: "not_found" });
      expect(await db.prisma.unusedObject.count()).toBe(0);
      const large = await saveFile(deps, "w1", { ...note(""), data: new Uint8Array(20 * 1024 * 1024).fill(7) });
      expect((await readFile(deps, "w1", large.id)).data.byteLength).toBe(20 * 1024 * 1024);
    });

    test("an object goes with its row, however the row goes, and not before a day is over", async () => {
      await using db = await testDatabase();
      const deps = { prisma: db.prisma, stores };
      const file = await saveFile(deps, "w1", note("one"));
      const kept = await saveFile(deps, "w1", note("two"));
      await db.pool.query(`DELETE FROM "File" WHERE id = $1`, [file.id]);
      expect(await sweepObjects(db.pool, stores, 100)).toBe(0);
      expect(await isThere(file.id)).toBe(true);
      await db.pool.query(later);
      expect(await sweepObjects(db.pool, stores, 100)).toBe(1);
      expect([await isThere(file.id), await isThere(kept.id)]).toEqual([false, true]);
    });

    test("what was put and never became a file is swept; who comes too late is told so", async () => {
      await using db = await testDatabase();
      const deps = { prisma: db.prisma, stores };
      const staged = await stageFile(deps, note("lost"));
      expect(await isThere(staged.id)).toBe(true);
      await db.pool.query(later);
      expect(await sweepObjects(db.pool, stores, 100)).toBe(1);
      expect(await isThere(staged.id)).toBe(false);
      const keep = db.prisma.$transaction((tx) => keepStaged(tx, "w1", staged));
      await expect(keep).rejects.toMatchObject({ code: "unavailable" });
      expect(await db.prisma.file.count()).toBe(0);
    });

    test("what a quota leaves no room for is swept at once", async () => {
      await using db = await testDatabase();
      await db.pool.query(`INSERT INTO "Workspace" (id, name, "defaultModel") VALUES ('full', 'Full', '{}')`);
      await setQuotas(db, "full", { storageBytes: 3 });
      const deps = { prisma: db.prisma, stores };
      const before = await idsIn();
      await expect(saveFile(deps, "full", note("four"))).rejects.toMatchObject({ code: "over_quota" });
      expect(await sweepObjects(db.pool, stores, 100)).toBe(1);
      expect(await idsIn()).toEqual(before);
    });

    test("an object of which the database knows nothing is found when it is a day old", async () => {
      await using db = await testDatabase();
      const stray = newId();
      await stores.at(place()).put(stray, bytes("stray"));
      const old: ObjectStores = {
        ...stores,
        at: (where) => ({ ...stores.at(where), list: () => aged(stores.at(where).list()) }),
      };
      expect(await noteStrayObjects(db.pool, stores, place())).toBe(0);
      expect(await noteStrayObjects(db.pool, old, place())).toBe((await idsIn()).length);
      await sweepObjects(db.pool, stores, 1000);
      expect(await isThere(stray)).toBe(false);
    });

    test("files move between Postgres and S3 while they are read and deleted", async () => {
      await using db = await testDatabase();
      const inPostgres = {
        prisma: db.prisma,
        stores: openObjectStores({ ...s3.settings, PATCHBAY_FILES: "postgres" }),
      };
      const inS3 = { prisma: db.prisma, stores };
      const texts = Array.from({ length: 120 }, (_, index) => `text ${index}`);
      const files = await Promise.all(texts.map((text) => saveFile(inPostgres, "w1", note(text))));
      const [gone, ...rest] = files;
      let reads = 0;
      const stop = new AbortController();
      const reading = (async () => {
        while (!stop.signal.aborted) {
          const index = 1 + (reads % rest.length);
          const { data } = await readFile(reads % 2 ? inS3 : inPostgres, "w1", files[index]?.id ?? "");
          expect(Buffer.from(data).toString()).toBe(texts[index]);
          reads += 1;
        }
      })();
      await db.prisma.file.delete({ where: { id: gone?.id ?? "" } });
      expect(await moveFiles(inS3)).toBe(rest.length);
      expect(await moveFiles(inS3)).toBe(0);
      expect(await db.prisma.file.count({ where: { data: { not: null } } })).toBe(0);
      expect(await moveFiles(inPostgres)).toBe(rest.length);
      stop.abort();
      await reading;
      expect(reads).toBeGreaterThan(0);
      expect(await db.prisma.file.count({ where: { storedIn: null } })).toBe(rest.length);
      await db.pool.query(later);
      await sweepObjects(db.pool, stores, 1000);
      for (const { id } of files) expect(await isThere(id)).toBe(false);
    });

    test("what is not what was put there is not read, and a refusal names no key", async () => {
      await using db = await testDatabase();
      const deps = { prisma: db.prisma, stores };
      const file = await saveFile(deps, "w1", note("real"));
      await stores.at(place()).put(file.id, bytes("forged"));
      await expect(readFile(deps, "w1", file.id)).rejects.toThrow("is not what was put there");
      const elsewhere = openObjectStores({ ...s3.settings, PATCHBAY_FILES: "s3://no-such-bucket" });
      const refused = saveFile({ prisma: db.prisma, stores: elsewhere }, "w1", note("x"));
      await expect(refused).rejects.toThrow("The storage of files (s3://no-such-bucket) refuses: NoSuchBucket.");
    });

    test("a collection takes its documents from S3, knows the same bytes again, and leaves nothing behind", async () => {
      await using server = await openTestServer(s3.settings);
      await server.work();
      const ada = await server.tenant("ada");
      const { id } = await ada.api.collections.create({ name: "Notes" });
      const first = await upload(server, ada.key, id);
      await expect.poll(async () => (await ada.api.collections.documents({ id }))[0]?.status).toBe("ready");
      expect(await upload(server, ada.key, id)).toMatchObject({ id: first.id, outcome: "unchanged" });
      await ada.api.collections.delete({ id });
      const { pool, prisma } = server.app.db;
      expect(await prisma.file.count()).toBe(0);
      await pool.query(later);
      expect(await sweepObjects(pool, stores, 100)).toBe(2);
    });

    test("the rows of a batch are read from a file there, its object goes with it, and a lost one is told", async () => {
      await using server = await openTestServer(s3.settings);
      await server.work();
      const bench = batchBench(server, await server.tenant("ada"));
      const id = await bench.pipelineOf(echo({ name: "name", kind: "text" }));
      const file = await bench.upload("names.csv", "name\nAda");
      const path = await bench.start(id, { file });
      await bench.becomes(path, "done");
      expect((await bench.rowsOf(path))[0].output).toEqual({ name: "Ada" });
      await bench.call("DELETE", path);
      await server.app.db.pool.query(later);
      await sweepObjects(server.app.db.pool, stores, 100);
      expect(await isThere(file)).toBe(false);
      const lost = await bench.upload("lost.csv", "name\nAda");
      await stores.at(place()).delete([lost]);
      const failing = await bench.start(id, { file: lost });
      await bench.becomes(failing, "failed");
      expect((await bench.stands(failing)).error).toBe("This file no longer exists. Upload it again.");
    });

    test("while S3 does not answer, an upload says so, and no file is left half there", async () => {
      await using db = await testDatabase();
      await using own = await startS3();
      const away = { prisma: db.prisma, stores: openObjectStores(own.settings) };
      const file = await saveFile(away, "w1", note("before"));
      await own.stop();
      await expect(saveFile(away, "w1", note("x"))).rejects.toMatchObject({ code: "unavailable" });
      await expect(readFile(away, "w1", file.id)).rejects.toMatchObject({ code: "unavailable" });
      expect(await db.prisma.file.count()).toBe(1);
    });
  });
}

test("PATCHBAY_FILES is postgres or the address of a bucket", () => {
  const needed = { DATABASE_URL: "postgresql://u:p@localhost/db", PATCHBAY_SECRET: "x".repeat(32) };
  const of = (PATCHBAY_FILES: string) => loadEnv({ ...needed, PATCHBAY_FILES }).PATCHBAY_FILES;
  expect(of("")).toBe("postgres");
  expect(of("s3://bucket/prefix/")).toBe("s3://bucket/prefix");
  for (const wrong of ["s3://", "https://bucket", "s3://Bucket", "s3://bucket/a b"])
    expect(() => of(wrong), wrong).toThrow("PATCHBAY_FILES should be postgres, or s3://bucket/prefix");
});

async function* aged(found: AsyncIterable<{ id: string; at: Date }>) {
  for await (const { id } of found) yield { id, at: new Date(Date.now() - 2 * 86_400_000) };
}

async function upload({ url }: TestServer, key: string, collectionId: string) {
  const form = new FormData();
  form.set("file", new Blob(["The lighthouse blinks twice."], { type: "text/plain" }), "light.txt");
  const headers = { authorization: `Bearer ${key}` };
  const answer = await fetch(`${url}/api/v1/collections/${collectionId}/documents`, {
    method: "POST",
    headers,
    body: form,
  });
  return (await answer.json())[0];
}
