/** Model files between machines: a worker that has not the file fetches it from the file storage, in Postgres and in S3. */
import { createHash, randomBytes } from "node:crypto";
import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { noObjectStores, type ObjectStores, openObjectStores } from "../../platform/files/object-store.ts";
import { sweepObjects } from "../../platform/files/sweep-objects.ts";
import { newId } from "../../platform/ids.ts";
import { localCopyPath, localModelPath, localModelsFolder } from "../../platform/local-models.ts";
import { openLog } from "../../platform/log.ts";
import { putPart } from "../../platform/model-files/parts.ts";
import { openClaims } from "../../server/local-models/claims.ts";
import { startShareLoop } from "../../server/local-models/share-loop.ts";
import { openModelCopies } from "../../workers/model-files/model-copies.ts";
import { testDatabase } from "../helpers/database.ts";
import { type S3Server, startS3, whyNoS3 } from "./s3-server.ts";

const log = openLog("silent", "test");
/** Two whole parts and a bit. */
const whole = new Uint8Array(randomBytes(16 * 1024 * 1024 + 5));
const sha256Of = (data: Uint8Array) => createHash("sha256").update(data).digest("hex");

async function bench(stores: ObjectStores, { isShared = true } = {}) {
  const cleanUp = new AsyncDisposableStack();
  const db = cleanUp.use(await testDatabase());
  const { prisma } = db;
  const root = await mkdtemp(join(tmpdir(), "model-copies-"));
  cleanUp.defer(() => rm(root, { recursive: true, force: true }));
  const web = join(root, "web");
  await mkdir(localModelsFolder(web), { recursive: true });
  const [id, workspaceId] = [newId(), newId()];
  await prisma.workspace.create({ data: { id: workspaceId, name: "w", defaultModel: {} } });
  const given = {
    key: "m",
    name: "M",
    state: "ready",
    context: 4096,
    bytes: whole.byteLength,
    sha256: sha256Of(whole),
  };
  await prisma.localModel.create({ data: { id, workspaceId, ...given } });
  await writeFile(localModelPath(web, id), whole);
  if (isShared) {
    const folder = localModelsFolder(web);
    const loop = startShareLoop({ prisma, stores, claims: openClaims(prisma), folder, log, onLost() {} });
    cleanUp.defer(() => loop.close());
  }
  const machine = (name: string, patienceMs?: number) => {
    const home = join(root, name);
    const copies = openModelCopies({
      ...{ prisma, stores, home, machine: name },
      ...(patienceMs === undefined ? {} : { patienceMs }),
    });
    const path = localModelPath(home, id);
    return { home, path, bring: (signal?: AbortSignal) => copies.bring({ id, name: "M", path }, signal) };
  };
  return { db, prisma, id, web, machine, [Symbol.asyncDispose]: () => cleanUp.disposeAsync() };
}

function promises(storesOf: () => ObjectStores) {
  test("two machines fetch the file at once, and nothing of it stays under way", async () => {
    await using at = await bench(storesOf());
    const machines = [at.machine("a"), at.machine("b")];
    // Also several who ask on one machine fetch it once.
    await Promise.all(machines.flatMap(({ bring }) => [bring(), bring()]));
    for (const { home, path } of machines) {
      expect(sha256Of(await readFile(path))).toBe(sha256Of(whole));
      expect(await readdir(localModelsFolder(home))).toEqual([`${at.id}.gguf`]);
    }
    expect(await at.prisma.localModelPart.count()).toBe(3);
    expect(await at.prisma.localModelCopy.count()).toBe(0);
    await expect
      .poll(() => at.prisma.localModel.findUnique({ where: { id: at.id } }))
      .toMatchObject({ wantedAt: null });
    expect(await at.prisma.unusedObject.count()).toBe(0);
  });

  test("a copy that was broken off is gone on with", async () => {
    await using at = await bench(storesOf());
    await at.machine("a").bring();
    const later = at.machine("b");
    await mkdir(localModelsFolder(later.home), { recursive: true });
    await writeFile(localCopyPath(later.home, at.id), whole.subarray(0, 9_000_000));
    // What is here already is not fetched again, so it need not be there.
    await at.prisma.localModelPart.deleteMany({ where: { at: 0n } });
    await later.bring();
    expect(sha256Of(await readFile(later.path))).toBe(sha256Of(whole));
  });

  test("with the model go its parts, and what lies elsewhere is swept", async () => {
    await using at = await bench(storesOf());
    await at.machine("a").bring();
    const stored = await at.prisma.localModelPart.findMany({ select: { id: true, storedIn: true } });
    await at.prisma.localModel.delete({ where: { id: at.id } });
    expect(await at.prisma.localModelPart.count()).toBe(0);
    await at.db.pool.query(`UPDATE "UnusedObject" SET "dueAt" = now() - interval '1 second'`);
    await sweepObjects(at.db.pool, storesOf(), 100);
    for (const { id, storedIn } of stored)
      if (storedIn !== null) expect(await storesOf().at(storedIn).get(id)).toBeUndefined();
    // A machine that has the copy lets it go when it next fetches one.
    await expect(at.machine("a").bring()).resolves.toBeUndefined();
    await expect(at.machine("b").bring()).rejects.toMatchObject({ code: "bad_input" });
  });
}

describe("in Postgres", () => {
  promises(() => noObjectStores);

  test("what is not the file that was added is not taken, and is stored anew", async () => {
    await using at = await bench(noObjectStores);
    const wrong = Buffer.from(whole);
    wrong[12_000_000] = (wrong[12_000_000] ?? 0) ^ 1;
    await writeFile(localModelPath(at.web, at.id), wrong);
    const machine = at.machine("a");
    await expect(machine.bring()).rejects.toMatchObject({
      ...{ code: "unavailable", userMessage: expect.stringMatching(/did not arrive as it was added/) },
    });
    expect(await readdir(localModelsFolder(machine.home))).toEqual([]);
    await writeFile(localModelPath(at.web, at.id), whole);
    await machine.bring();
    expect(sha256Of(await readFile(machine.path))).toBe(sha256Of(whole));
  });

  test("a file that no web process has is said to be nowhere", async () => {
    await using at = await bench(noObjectStores, { isShared: false });
    await expect(at.machine("a", 500).bring()).rejects.toMatchObject({
      ...{ code: "unavailable", userMessage: expect.stringMatching(/^No running web process has the file of “M”/) },
    });
  });

  test("of a model that is deleted while its file comes, nothing stays on the disk", async () => {
    await using at = await bench(noObjectStores, { isShared: false });
    const place = { modelId: at.id, at: 0n };
    await putPart({ prisma: at.prisma, stores: noObjectStores }, place, whole.slice(0, 8 * 1024 * 1024));
    const machine = at.machine("a", 60_000);
    const fetched = machine.bring();
    const copy = localCopyPath(machine.home, at.id);
    await Promise.all([
      expect(fetched).rejects.toMatchObject({ code: "bad_input", userMessage: expect.stringMatching(/was deleted/) }),
      expect
        .poll(async () => (await stat(copy).catch(() => undefined))?.size)
        .toBe(8 * 1024 * 1024)
        .then(() => at.prisma.localModel.delete({ where: { id: at.id } })),
    ]);
    expect(await readdir(localModelsFolder(machine.home))).toEqual([]);
  });

  test("who stops waiting does not stop the file, and those who come later find it", async () => {
    await using at = await bench(noObjectStores);
    const machine = at.machine("a");
    const stop = new AbortController();
    const first = machine.bring(stop.signal);
    stop.abort(new Error("stopped"));
    await expect(first).rejects.toThrow("stopped");
    await machine.bring();
    expect(sha256Of(await readFile(machine.path))).toBe(sha256Of(whole));
  });
});

if ((await whyNoS3()) === undefined) {
  describe("in S3", () => {
    let s3: S3Server;
    let stores: ObjectStores;
    beforeAll(async () => {
      s3 = await startS3();
      stores = openObjectStores(s3.settings);
    });
    afterAll(() => s3?.[Symbol.asyncDispose]());
    promises(() => stores);
  });
}
