/** A backup made under load, the database destroyed, the backup restored: every run that was accepted is there and ends. */
import { appendFile, chmod, cp, mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { z } from "zod";
import { openDb } from "../../platform/database/db.ts";
import { createCredential, readBaseUrl, readCredential, updateCredential } from "../../platform/vault/credentials.ts";
import { fingerprintOfSecret, openVault } from "../../platform/vault/vault.ts";
import { BackupError, Manifest, manifestFile } from "../../scripts/backup/manifest.ts";
import { openPlace } from "../../scripts/backup/places/open-place.ts";
import { restoreBackup } from "../../scripts/backup/restore-backup.ts";
import { writeBackup } from "../../scripts/backup/write-backup.ts";
import { MIGRATIONS_DIR, migrationNames } from "../../scripts/migrate/folder.ts";
import { applyMigrations } from "../../scripts/migrate.ts";
import { greeting, openTestServer } from "../api/test-server.ts";
import { command, emptyDatabase, folder, secret, tablesOf } from "./backup-tools.ts";

type VaultDeps = Parameters<typeof readCredential>[0];

const canary = "sk-canary-of-a-credential-9f2c";

test("every run that was accepted before a backup is in it, and ends after the restore", async () => {
  await using stack = new AsyncDisposableStack();
  const dir = await folder(stack);
  await using running = new AsyncDisposableStack();
  const before = running.use(await openTestServer());
  await before.work();
  const { key, workspaceId, userId } = await before.tenant("ann");
  const vaultOf = ({ app }: typeof before) => ({ prisma: app.db.prisma, vault: app.vault, fetch: app.fetch });
  const by = { workspaceId, createdBy: userId };
  const stored = { name: "A model", baseUrl: "https://models.example/v1", secret: canary };
  const credential = await createCredential(vaultOf(before), by, { ...stored, provider: "openai-compatible" });
  const pipeline = (await before.rest("POST", "/pipelines", { key, body: { name: "Hello", graph: greeting } })).body;
  const file = new Blob([Uint8Array.from({ length: 256 }, (_, byte) => byte)]);
  const uploaded = await upload(before.url, key, file);

  const load = startLoad(before, { key, pipelineId: pipeline.id });
  await expect.poll(() => load.accepted.length).toBeGreaterThan(40);
  const known = [...load.accepted];
  const manifest = await writeBackup({ databaseUrl: before.env.DATABASE_URL, secret, place: await openPlace(dir) });
  const after = load.accepted.length;
  await load.stop();
  expect(after, "runs were accepted while the backup was written").toBeGreaterThan(known.length);

  expect(manifest.secretFingerprint).toBe(fingerprintOfSecret(secret));
  for (const name of await readdir(dir)) {
    const bytes = await readFile(join(dir, name));
    const text = (name.endsWith(".gz") ? gunzipSync(bytes) : bytes).toString("latin1");
    for (const word of [secret, canary]) expect(text).not.toContain(word);
  }

  // This drops the database.
  await running.disposeAsync();
  const databaseUrl = await emptyDatabase(stack);
  await restoreBackup({ databaseUrl, secret, place: await openPlace(dir) });
  const restored = await openTestServer({ DATABASE_URL: databaseUrl });
  stack.use(restored);
  const found = await restored.app.db.prisma.run.findMany({ select: { id: true } });
  const ids = new Set(found.map(({ id }) => id));
  expect(known.filter((id) => !ids.has(id))).toEqual([]);

  await restored.work();
  const ends = async () => {
    const runs = await Promise.all(known.map((id) => restored.rest("GET", `/runs/${id}`, { key })));
    return new Set(runs.map(({ body }) => `${body.status} ${body.output?.greeting}`));
  };
  await expect.poll(ends, { interval: 500 }).toEqual(new Set(["succeeded Hello load"]));
  const { prisma } = restored.app.db;
  expect(await readCredential(vaultOf(restored), workspaceId, credential.id)).toMatchObject({ secret: canary });
  const { data } = await prisma.file.findUniqueOrThrow({ where: { id: uploaded } });
  expect(Buffer.from(data ?? [])).toEqual(Buffer.from(await file.arrayBuffer()));
  // What is made from now on does not meet what was restored.
  const again = await restored.rest("POST", `/pipelines/${pipeline.id}/runs?wait=60`, {
    key,
    body: { inputs: { name: "you" } },
  });
  expect(again.body).toMatchObject({ status: "succeeded", output: { greeting: "Hello you" } });
});

test("a restore under another secret lets credentials be entered again, and keeps what the secret opens", async () => {
  await using stack = new AsyncDisposableStack();
  const dir = await folder(stack);
  await using server = await openTestServer();
  const { workspaceId, userId } = await server.tenant("eve");
  const by = { workspaceId, createdBy: userId };
  const stored = { name: "A", provider: "bearer", baseUrl: "https://api.example", secret: canary } as const;
  const { id } = await createCredential({ prisma: server.app.db.prisma, vault: server.app.vault }, by, stored);
  await writeBackup({ databaseUrl: server.env.DATABASE_URL, secret, place: await openPlace(dir) });

  const databaseUrl = await emptyDatabase(stack);
  const ask = { databaseUrl, place: await openPlace(dir), acceptsOtherSecret: true, replaces: true };
  const under = async <T>(current: string, work: (deps: VaultDeps) => Promise<T>) => {
    const db = openDb(databaseUrl, { max: 2 });
    try {
      return await work({ prisma: db.prisma, vault: openVault(db.prisma, { current, others: [] }), fetch });
    } finally {
      await db.close();
    }
  };
  await restoreBackup({ ...ask, secret });
  expect(await under(secret, (deps) => readCredential(deps, workspaceId, id))).toMatchObject({ secret: canary });

  const other = "another secret that is also long enough";
  await restoreBackup({ ...ask, secret: other });
  await under(other, async (deps) => {
    await expect(readCredential(deps, workspaceId, id)).rejects.toThrow("Enter the credential again");
    const of = { workspaceId, id };
    await expect(updateCredential(deps, of, { name: "B", secret: "half" })).rejects.toThrow(
      "Enter the credential again",
    );
    expect(await readBaseUrl(deps, of)).toBe("");
    await updateCredential(deps, of, { baseUrl: "https://other.example", secret: "entered again" });
    expect(await readCredential(deps, workspaceId, id)).toMatchObject({
      ...{ secret: "entered again", baseUrl: "https://other.example", host: "other.example" },
    });
  });
});

test("a restore says why it does nothing, and then has done nothing", async () => {
  await using stack = new AsyncDisposableStack();
  const dir = await folder(stack);
  await using server = await openTestServer();
  await server.tenant("ben");
  await writeBackup({ databaseUrl: server.env.DATABASE_URL, secret, place: await openPlace(dir) });
  await expect(
    writeBackup({ databaseUrl: server.env.DATABASE_URL, secret, place: await openPlace(dir) }),
  ).rejects.toThrow("is not empty");

  const databaseUrl = await emptyDatabase(stack);
  const ask = { databaseUrl, secret, place: await openPlace(dir) };
  await expect(restoreBackup({ ...ask, secret: "another secret that is also long enough" })).rejects.toThrow(
    "belongs to another PATCHBAY_SECRET",
  );
  await expect(restoreBackup({ ...ask, place: await openPlace(tmpdir()) })).rejects.toThrow("is not a backup");
  expect(await tablesOf(databaseUrl)).toBe(0);

  await restoreBackup({ ...ask, secret: undefined, acceptsOtherSecret: true });
  await expect(restoreBackup(ask)).rejects.toThrow("The database is not empty");
  await restoreBackup({ ...ask, replaces: true });
  await expect(restoreBackup({ ...ask, databaseUrl: server.env.DATABASE_URL, replaces: true })).rejects.toThrow(
    "Stop all its processes first",
  );

  // A worker alone, on another machine, would go on with rows that are gone.
  const worker = openDb(databaseUrl, { max: 1, name: "patchbay-worker" });
  await worker.pool.query("SELECT 1");
  await expect(restoreBackup({ ...ask, replaces: true })).rejects.toThrow("running on this database (patchbay-worker)");
  await worker.close();

  await appendFile(join(dir, "User.copy.gz"), "x");
  const damaged = restoreBackup({ ...ask, replaces: true });
  await expect(damaged).rejects.toThrow(BackupError);
  await expect(damaged).rejects.toThrow("is damaged");
  expect(await tablesOf(databaseUrl)).toBeGreaterThan(10);
});

test("a backup of an earlier version comes into this one, migrated; one of a later version says so", async () => {
  await using stack = new AsyncDisposableStack();
  const dir = await folder(stack);
  const earlier = join(dir, "..", "earlier");
  const names = await migrationNames();
  await mkdir(earlier, { recursive: true });
  for (const name of [...names.slice(0, -3), "migration_lock.toml"]) {
    await cp(join(MIGRATIONS_DIR, name), join(earlier, name), { recursive: true });
  }
  const before = await emptyDatabase(stack);
  await applyMigrations(before, earlier);
  const old = openDb(before, { max: 1 });
  await old.pool.query(`INSERT INTO "Workspace" (id, name, "defaultModel") VALUES ('w', 'From before', '{}')`);
  await old.close();
  const manifest = await writeBackup({ databaseUrl: before, secret, place: await openPlace(dir) });
  expect(manifest.migrations).toEqual(names.slice(0, -3));

  const databaseUrl = await emptyDatabase(stack);
  await restoreBackup({ databaseUrl, secret, place: await openPlace(dir) });
  expect(await applyMigrations(databaseUrl), "nothing is left to do").toEqual([]);
  const now = openDb(databaseUrl, { max: 1 });
  stack.defer(() => now.close());
  expect(await now.prisma.workspace.findMany({})).toMatchObject([{ id: "w", name: "From before" }]);

  const later = { ...manifest, patchbay: "9.0.0", migrations: [...names, "99990101000000_later"] };
  await writeFile(join(dir, manifestFile), JSON.stringify(later));
  const ask = { databaseUrl: await emptyDatabase(stack), secret, place: await openPlace(dir) };
  await expect(restoreBackup(ask)).rejects.toThrow("is of a newer version (9.0.0) than this one");
  expect(await tablesOf(ask.databaseUrl)).toBe(0);
});

test("the commands restore into the embedded database of a new folder, and back it up again", async () => {
  await using stack = new AsyncDisposableStack();
  const dir = await folder(stack);
  await using server = await openTestServer();
  await server.tenant("cleo");
  const made = await writeBackup({ databaseUrl: server.env.DATABASE_URL, secret, place: await openPlace(dir) });

  const home = join(dir, "..", "home");
  // The embedded database may run as another account, which has to be able to enter.
  await chmod(join(dir, ".."), 0o755);
  expect(await command("backup", ["--to", `${dir}-2`], home)).toMatchObject({ code: 1 });
  expect(await command("restore", ["--from", dir, "--fast"], home)).toMatchObject({ code: 2 });
  const restored = await command("restore", ["--from", dir], home);
  expect(restored).toMatchObject({ code: 0 });
  expect(restored.said).toContain(`as of ${made.takenAt}`);
  const again = await command("backup", ["--to", `${dir}-2`], home);
  expect(again).toMatchObject({ code: 0 });
  const manifest = Manifest.parse(JSON.parse(await readFile(join(`${dir}-2`, "backup.json"), "utf8")));
  expect(manifest.tables).toEqual(made.tables);
  expect(manifest.secretFingerprint).toBe(made.secretFingerprint);
});

type Load = { key: string; pipelineId: string };

/** Starts runs one after the other on eight lines, without waiting for their ends. */
function startLoad(server: Awaited<ReturnType<typeof openTestServer>>, { key, pipelineId }: Load) {
  const accepted: string[] = [];
  let isOver = false;
  const line = async () => {
    while (!isOver) {
      const answer = await server.rest("POST", `/pipelines/${pipelineId}/runs`, {
        key,
        body: { inputs: { name: "load" } },
      });
      if (answer.status === 202) accepted.push(z.object({ id: z.string() }).parse(answer.body).id);
    }
  };
  const lines = Array.from({ length: 8 }, line);
  const stop = async () => {
    isOver = true;
    await Promise.all(lines);
  };
  return { accepted, stop };
}

async function upload(url: string, key: string, file: Blob): Promise<string> {
  const form = new FormData();
  form.set("file", file, "bytes.bin");
  const headers = { authorization: `Bearer ${key}` };
  const answer = await fetch(`${url}/api/v1/files`, { method: "POST", headers, body: form });
  return z.object({ id: z.string() }).parse(await answer.json()).id;
}
