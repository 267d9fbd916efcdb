/** Backups and restores whose storage or database fails on the way: what passes is gone on with, and the rest is a sentence. */
import { Readable } from "node:stream";
import pg from "pg";
import { expect, test } from "vitest";
import { openDb } from "../../platform/database/db.ts";
import { readFile as contentOf, saveFile } from "../../platform/files/files.ts";
import { openObjectStores } from "../../platform/files/object-store.ts";
import { sentenceFor } from "../../scripts/backup/command.ts";
import { BackupError } from "../../scripts/backup/manifest.ts";
import { openPlace } from "../../scripts/backup/places/open-place.ts";
import type { BackupPlace } from "../../scripts/backup/places/place.ts";
import { restoreBackup } from "../../scripts/backup/restore-backup.ts";
import { writeBackup } from "../../scripts/backup/write-backup.ts";
import { applyMigrations } from "../../scripts/migrate.ts";
import { openFaultyS3 } from "../files/faulty-s3.ts";
import { startS3, whyNoS3 } from "../files/s3-server.ts";
import { testDatabase } from "../helpers/database.ts";
import { emptyDatabase, folder, secret } from "./backup-tools.ts";

const note = (text: string) => ({ name: "note.txt", mime: "text/plain", data: new Uint8Array(Buffer.from(text)) });

if ((await whyNoS3()) === undefined) {
  test("a storage that asks for fewer requests and breaks connections holds a backup up, and its restore, and changes nothing in them", async () => {
    await using stack = new AsyncDisposableStack();
    const s3 = stack.use(await startS3());
    await using db = await testDatabase();
    const texts = Array.from({ length: 12 }, (_, index) => `text ${index} `.repeat(100));
    const files = await Promise.all(
      texts.map((text) => saveFile({ prisma: db.prisma, stores: openObjectStores(s3.settings) }, "w1", note(text))),
    );
    const faulty = stack.use(await openFaultyS3(s3.settings.AWS_ENDPOINT_URL_S3));
    const settings = { ...s3.settings, AWS_ENDPOINT_URL_S3: faulty.endpoint };
    const stores = openObjectStores(settings);
    const place = await openPlace("s3://files/backups/1", settings);
    const manifest = await writeBackup({ databaseUrl: db.url, secret, place, stores });
    expect(manifest.files).toMatchObject({ copied: texts.length, lost: 0 });
    const databaseUrl = await emptyDatabase(stack);
    await restoreBackup({ databaseUrl, secret, place, stores });
    for (const count of Object.values(faulty.faults)) expect(count).toBeGreaterThan(2);
    const restored = openDb(databaseUrl, { max: 2 });
    stack.defer(() => restored.close());
    const deps = { prisma: restored.prisma, stores: openObjectStores(s3.settings) };
    for (const [index, { id }] of files.entries()) {
      expect(Buffer.from((await contentOf(deps, "w1", id)).data).toString()).toBe(texts[index]);
    }
  });
}

test("a restore that was broken off, and a migration, leave a database that is restored into without --replace", async () => {
  await using stack = new AsyncDisposableStack();
  await using db = await testDatabase();
  await db.prisma.workspace.create({ data: { id: "w1", name: "One", defaultModel: {} } });
  const place = await openPlace(await folder(stack));
  await writeBackup({ databaseUrl: db.url, secret, place });
  const databaseUrl = await emptyDatabase(stack);
  await applyMigrations(databaseUrl);
  let reads = 0;
  const broken: BackupPlace = {
    ...place,
    // Each file is read twice: to check it, and to restore it.
    read: async (file) => (file === "Workspace.copy.gz" && ++reads === 2 ? failing() : await place.read(file)),
  };
  const ask = { databaseUrl, secret };
  await expect(restoreBackup({ ...ask, place: broken })).rejects.toThrow("Nothing was restored; try again.");
  await restoreBackup({ ...ask, place });
  await expect(restoreBackup({ ...ask, place })).rejects.toThrow("The database is not empty");
});

const failing = () =>
  new Readable({
    read() {
      this.destroy(new Error("the connection broke"));
    },
  });

test("tables of another program are not taken for an unused database", async () => {
  await using stack = new AsyncDisposableStack();
  await using db = await testDatabase();
  const place = await openPlace(await folder(stack));
  await writeBackup({ databaseUrl: db.url, secret, place });
  const databaseUrl = await emptyDatabase(stack);
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  stack.defer(() => client.end());
  await client.query(`CREATE TABLE "User" (); CREATE TABLE "Workspace" ()`);
  await expect(restoreBackup({ databaseUrl, secret, place })).rejects.toThrow("The database is not empty");
  await client.query(`CREATE TABLE "_prisma_migrations" (migration_name text);
    INSERT INTO "_prisma_migrations" VALUES ('20200101000000_of_another')`);
  await expect(restoreBackup({ databaseUrl, secret, place })).rejects.toThrow("The database is not empty");
});

test.each(["backup", "restore"] as const)(
  "a database that ends the connection of a %s ends it with a sentence",
  async (which) => {
    await using stack = new AsyncDisposableStack();
    await using db = await testDatabase();
    const place = await openPlace(await folder(stack));
    if (which === "restore") await writeBackup({ databaseUrl: db.url, secret, place });
    const databaseUrl = which === "backup" ? db.url : await emptyDatabase(stack);
    const client = new pg.Client({ connectionString: databaseUrl });
    await client.connect();
    // Before the database is dropped, which ends its connections.
    await using _ = { [Symbol.asyncDispose]: () => client.end() };
    const end = () =>
      client.query(
        `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND application_name = $1`,
        [`patchbay-${which}`],
      );
    let reads = 0;
    const meanwhile: BackupPlace = {
      ...place,
      async write(file, content) {
        if (file === "Workspace.copy.gz") await end();
        await place.write(file, content);
      },
      async read(file) {
        if (file === "Workspace.copy.gz" && ++reads === 2) await end();
        return await place.read(file);
      },
    };
    const ask = { databaseUrl, secret, place: meanwhile };
    const error = await (which === "backup" ? writeBackup(ask) : restoreBackup(ask)).then(
      () => undefined,
      (reason: unknown) => reason,
    );
    expect(sentenceFor(error)).toMatch(
      /^The database did not answer to the end \(.+\)\. Run this again when it does\.$/,
    );
  },
);

test("a disk that is full, here or at the database, is a sentence", () => {
  expect(sentenceFor(Object.assign(new Error("no space"), { code: "ENOSPC" }))).toMatch(
    /temporary files in .+ TMPDIR\.$/,
  );
  expect(sentenceFor(Object.assign(new Error("could not extend file"), { code: "53100" }))).toContain("no space left");
  expect(sentenceFor(new BackupError("As it is."))).toBe("As it is.");
  expect(sentenceFor(new TypeError("a fault"))).toBeUndefined();
});
