/** Backups of files that lie in S3, and backups in S3: what is restored has its content, wherever that goes. */
import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, readdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { gunzipSync } from "node:zlib";
import { S3ServiceException } from "@aws-sdk/client-s3";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Db, openDb } from "../../platform/database/db.ts";
import { readFile as contentOf, saveFile, stageFile } from "../../platform/files/files.ts";
import { openObjectStores } from "../../platform/files/object-store.ts";
import { sweepObjects } from "../../platform/files/sweep-objects.ts";
import { readWhole } from "../../scripts/backup/content/read-file.ts";
import { contentFile } from "../../scripts/backup/manifest.ts";
import { openPlace } from "../../scripts/backup/places/open-place.ts";
import { explainS3 } from "../../scripts/backup/places/s3-errors.ts";
import { restoreBackup } from "../../scripts/backup/restore-backup.ts";
import { writeBackup } from "../../scripts/backup/write-backup.ts";
import { type S3Server, startS3, whyNoS3 } from "../files/s3-server.ts";
import { testDatabase } from "../helpers/database.ts";
import { command, emptyDatabase, folder, secret, tablesOf } from "./backup-tools.ts";

const run = promisify(execFile);
const texts = Array.from({ length: 9 }, (_, index) => `text ${index}`);
const note = (text: string) => ({ name: "note.txt", mime: "text/plain", data: new Uint8Array(Buffer.from(text)) });

if ((await whyNoS3()) === undefined) {
  describe("with a server of S3", () => {
    let s3: S3Server;
    let tried = 0;
    beforeAll(async () => {
      s3 = await startS3();
    });
    afterAll(() => s3?.[Symbol.asyncDispose]());

    const storesAt = (PATCHBAY_FILES: string) => openObjectStores({ ...s3.settings, PATCHBAY_FILES });
    const newPlace = () => openPlace(`s3://files/backups/${++tried}`, s3.settings);

    /** A database with files in S3 and one in Postgres. */
    async function filled({ prisma, pool }: Db) {
      const stores = openObjectStores(s3.settings);
      const files = [await saveFile({ prisma, stores: storesAt("postgres") }, "w1", note("in Postgres"))];
      for (const text of texts) files.push(await saveFile({ prisma, stores }, "w1", note(text)));
      const textsNow = async (db: Db, place: string) =>
        await Promise.all(
          files.map(async ({ id }) => {
            const { data } = await contentOf({ prisma: db.prisma, stores: storesAt(place) }, "w1", id);
            return Buffer.from(data).toString();
          }),
        );
      return { stores, files, pool, textsNow };
    }

    async function restoredInto(
      place: string,
      from: Awaited<ReturnType<typeof newPlace>>,
      stack: AsyncDisposableStack,
    ) {
      const databaseUrl = await emptyDatabase(stack);
      const manifest = await restoreBackup({ databaseUrl, secret, place: from, stores: storesAt(place) });
      const db = openDb(databaseUrl, { max: 2, name: "test" });
      stack.defer(() => db.close());
      return { db, manifest };
    }

    test.each(["s3://files/of/patchbay", "s3://files/of/another", "postgres"])(
      "a backup in S3 brings all content into %s, though the original is gone",
      async (target) => {
        await using stack = new AsyncDisposableStack();
        await using db = await testDatabase();
        const { stores, files, textsNow } = await filled(db);
        const place = await newPlace();
        const manifest = await writeBackup({ databaseUrl: db.url, secret, place, stores });
        expect(manifest.files).toMatchObject({ copied: texts.length, bytes: texts.join("").length, lost: 0 });
        await stores.at(s3.settings.PATCHBAY_FILES).delete(files.map(({ id }) => id));

        const restored = await restoredInto(target, place, stack);
        expect(await textsNow(restored.db, target)).toEqual(["in Postgres", ...texts]);
        const places = await restored.db.prisma.file.groupBy({ by: ["storedIn"], _count: true });
        const expected =
          target === "postgres"
            ? [[null, 10]]
            : [
                [target, texts.length],
                [null, 1],
              ];
        expect(new Map(places.map(({ storedIn, _count }) => [storedIn, _count]))).toEqual(new Map(expected as []));
      },
    );

    test("what is restored deletes no object of the installation that was backed up", async () => {
      await using stack = new AsyncDisposableStack();
      await using db = await testDatabase();
      const { stores, files, textsNow } = await filled(db);
      // An upload that is under way, which becomes a file after the backup.
      const staged = await stageFile({ prisma: db.prisma, stores }, note("under way"));
      const place = await newPlace();
      await writeBackup({ databaseUrl: db.url, secret, place, stores });
      const restored = await restoredInto("s3://files/of/another", place, stack);
      expect(await restored.db.prisma.unusedObject.count()).toBe(0);
      await restored.db.prisma.file.deleteMany({ where: { storedIn: { not: null } } });
      await restored.db.pool.query(`UPDATE "UnusedObject" SET "dueAt" = now() - interval '1 second'`);
      expect(await sweepObjects(restored.db.pool, stores, 100)).toBe(files.length - 1);
      expect(await textsNow(db, s3.settings.PATCHBAY_FILES)).toEqual(["in Postgres", ...texts]);
      expect(await stores.at(s3.settings.PATCHBAY_FILES).get(staged.id)).toBeDefined();
    });

    test("files that are deleted while a backup is written are in it", async () => {
      await using stack = new AsyncDisposableStack();
      await using db = await testDatabase();
      const { stores, textsNow } = await filled(db);
      const place = await newPlace();
      let deleted = 0;
      const whileWriting: typeof place = {
        ...place,
        async write(file, content) {
          if (file === "Workspace.copy.gz") deleted = (await db.prisma.file.deleteMany({})).count;
          await place.write(file, content);
        },
      };
      await writeBackup({ databaseUrl: db.url, secret, place: whileWriting, stores });
      expect(deleted).toBe(10);
      const restored = await restoredInto("postgres", place, stack);
      expect(await textsNow(restored.db, "postgres")).toEqual(["in Postgres", ...texts]);
    });

    test("without files, a backup says where they are, and they are read from there", async () => {
      await using stack = new AsyncDisposableStack();
      await using db = await testDatabase();
      const { stores, textsNow } = await filled(db);
      const place = await newPlace();
      await writeBackup({ databaseUrl: db.url, secret, place, stores, withoutFiles: true });
      const { db: restored, manifest } = await restoredInto("s3://files/of/patchbay", place, stack);
      expect(manifest.files).toMatchObject({ copied: 0, referenced: texts.length });
      expect(await textsNow(restored, "s3://files/of/patchbay")).toEqual(["in Postgres", ...texts]);
    });

    test("a backup that was interrupted goes on with what it has, and is no backup before it is whole", async () => {
      await using stack = new AsyncDisposableStack();
      await using db = await testDatabase();
      const { stores, files, textsNow } = await filled(db);
      const place = await newPlace();
      const written: string[] = [];
      const noted = (fails: boolean): typeof place => ({
        ...place,
        async write(file, content) {
          if (fails && written.length === 4) throw new Error("interrupted");
          await place.write(file, content);
          if (file.startsWith("files/")) written.push(file);
        },
      });
      const ask = { databaseUrl: db.url, secret, stores };
      await expect(writeBackup({ ...ask, place: noted(true) })).rejects.toThrow("interrupted");
      const databaseUrl = await emptyDatabase(stack);
      await expect(restoreBackup({ databaseUrl, secret, place })).rejects.toThrow("not a whole one");
      const before = new Set(written.splice(0));
      expect(before.size).toBe(4);
      await writeBackup({ ...ask, place: noted(false) });
      expect(new Set([...before, ...written])).toEqual(new Set(files.slice(1).map(({ id }) => contentFile(id))));
      expect(written).toHaveLength(texts.length - before.size);
      const restored = await restoredInto("postgres", place, stack);
      expect(await textsNow(restored.db, "postgres")).toEqual(["in Postgres", ...texts]);
    });

    test("content that is lost or damaged in the bucket is named, and the rest is backed up", async () => {
      await using stack = new AsyncDisposableStack();
      await using db = await testDatabase();
      const { stores, files } = await filled(db);
      const [, lost, damaged] = files.map(({ id }) => id);
      const bucket = stores.at(s3.settings.PATCHBAY_FILES);
      await bucket.delete([lost ?? ""]);
      await bucket.put(damaged ?? "", Buffer.from("forged"));
      const dir = await folder(stack);
      const said = await command("backup", ["--to", dir], dir, { ...s3.settings, DATABASE_URL: db.url });
      expect(said).toMatchObject({ code: 3 });
      expect(said.said).toMatch(/7 files \(\d[\d.]* (bytes|[kM]B)\) were copied/);
      expect(said.said).toContain("WARNING: the content of 2 files was missing or damaged");
      const index = gunzipSync(await readWhole(await openPlace(dir), "files.jsonl.gz")).toString();
      for (const [id, is] of [
        [lost, "missing"],
        [damaged, "damaged"],
      ]) {
        expect(index).toMatch(new RegExp(`"id":"${id}".*"is":"${is}"`));
      }
    });

    test("content that is damaged in the backup is found before the database is changed", async () => {
      await using stack = new AsyncDisposableStack();
      await using db = await testDatabase();
      const { stores, files } = await filled(db);
      const dir = await folder(stack);
      const place = await openPlace(dir);
      await writeBackup({ databaseUrl: db.url, secret, place, stores });
      const file = contentFile(files[3]?.id ?? "");
      const databaseUrl = await emptyDatabase(stack);
      const restored = () => restoreBackup({ databaseUrl, secret, place, stores: storesAt("postgres") });
      await writeFile(join(dir, file), "text X");
      await expect(restored()).rejects.toThrow(`${file} is damaged`);
      await rm(join(dir, file));
      await expect(restored()).rejects.toThrow(`${file} is missing`);
      expect(await tablesOf(databaseUrl)).toBe(0);
    });

    test("the commands say in one sentence what is wrong with a bucket", async () => {
      await using stack = new AsyncDisposableStack();
      await using db = await testDatabase();
      await filled(db);
      const home = await folder(stack);
      const settings = { ...s3.settings, DATABASE_URL: db.url };
      const to = async (place: string, more: Record<string, string> = {}) =>
        await command("backup", ["--to", place], home, { ...settings, ...more });
      const ok = "s3://files/backups/by-command";
      expect(await to("s3://no-such-bucket/x")).toEqual({
        code: 1,
        said: "s3://no-such-bucket/x cannot be used: this bucket does not exist. Make it first, or check its name.\n",
      });
      expect((await to(ok, { AWS_SECRET_ACCESS_KEY: "another" })).said).toMatch(/secret access key is not the one of/);
      expect((await to(ok, { AWS_ACCESS_KEY_ID: "another" })).said).toMatch(/^s3:.* cannot be used: .*\.\n$/);
      expect((await to(ok, { AWS_ENDPOINT_URL_S3: "http://127.0.0.1:9" })).said).toMatch(/S3 does not answer/);
      expect((await to(s3.settings.PATCHBAY_FILES)).said).toContain("is where uploaded files lie");
      expect((await to("s3://files/of")).said).toMatch(/holds something else \(\w+\//);
      expect((await to("gs://files/of")).said).toContain("is no place for a backup");
      expect((await to(ok, { DATABASE_URL: "postgres://a:hidden@127.0.0.1:9/b" })).said).toBe(
        "The database b at 127.0.0.1:9 cannot be opened: connect ECONNREFUSED 127.0.0.1:9. Check that Postgres runs there, and that DATABASE_URL is right.\n",
      );
      expect(await to(ok)).toMatchObject({ code: 0 });
      expect((await to(ok)).said).toContain("holds a backup already");
      const databaseUrl = await emptyDatabase(stack);
      const restored = await command("restore", ["--from", ok], home, { ...settings, DATABASE_URL: databaseUrl });
      expect(restored).toMatchObject({ code: 0 });
      expect(restored.said).toContain(`${texts.length} files were put into s3://files/of/patchbay.`);
    });
  });
}

test("a refusal of S3 says which rights are needed", () => {
  const denied = new S3ServiceException({ name: "AccessDenied", $fault: "client", $metadata: { httpStatusCode: 403 } });
  expect(() => explainS3(denied, "s3://b/p")).toThrow(/^s3:\/\/b\/p cannot be used: .* They need s3:ListBucket, /);
});

const ownFiles = ["--mount", "--map-root-user", "--user"];
const mounts = await run("unshare", [...ownFiles, "sh", "-c", "mount -t tmpfs -o size=1m none /mnt"]).then(
  () => true,
  () => false,
);
if (mounts) {
  test("a disk that is full is said in one sentence, and nothing is left on it", async () => {
    await using stack = new AsyncDisposableStack();
    await using db = await testDatabase();
    const stores = openObjectStores({});
    const random = crypto.getRandomValues(new Uint8Array(60_000));
    for (let index = 0; index < 20; index += 1)
      await saveFile({ prisma: db.prisma, stores }, "w1", { ...note(""), data: random.map((byte) => byte ^ index) });
    const parent = join(await folder(stack), "..");
    const disk = join(parent, "disk");
    await mkdir(disk);
    const script = `mount -t tmpfs -o size=600k none ${disk} && ${process.execPath} --no-warnings scripts/backup.ts --to ${disk}/b; echo $?; ls -A ${disk}`;
    const env = { ...process.env, DATABASE_URL: db.url, PATCHBAY_SECRET: secret };
    const { stdout, stderr } = await run("unshare", [...ownFiles, "sh", "-c", script], { env });
    expect(stderr).toBe(
      `The backup cannot be written to ${disk}/b: there is no space left on its disk. What was written was removed; free space or name another place.\n`,
    );
    expect(stdout).toBe("1\n");
    expect(existsSync(join(disk, "b"))).toBe(false);
    expect(await readdir(disk)).toEqual([]);
  });
}
