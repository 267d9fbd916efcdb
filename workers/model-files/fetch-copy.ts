/** Brings a model file from the file storage to this machine, part by part, and checks it against its hash. */
import { createHash, type Hash } from "node:crypto";
import { createReadStream } from "node:fs";
import { mkdir, open, rename, rm, stat } from "node:fs/promises";
import { hostname } from "node:os";
import { setTimeout as sleep } from "node:timers/promises";
import { PatchbayError } from "../../lib/errors.ts";
import { withLock } from "../../nodes/models/weights/weights-lock.ts";
import { localCopyPath, localModelsFolder } from "../../platform/local-models.ts";
import { demandSpace } from "../../platform/model-files/disk-space.ts";
import { type PartDeps, partBefore, readPart, storedBytes } from "../../platform/model-files/parts.ts";
import { writeAll } from "../../platform/model-files/write-all.ts";
import { retryWhileUnavailable } from "../../platform/retry/retry-while-unavailable.ts";

export type CopyDeps = PartDeps & { home: string; machine?: string; patienceMs?: number };
export type CopyAsk = { id: string; name: string; path: string };

/** How long nothing may come before the file counts as lost: a web process looks every 3 s for what is wanted. */
const usualPatienceMs = 15_000;
const pollMs = 300;
const reportMs = 1_000;

/** One process of a machine fetches, and the others wait for it. */
export async function fetchCopy(deps: CopyDeps, ask: CopyAsk): Promise<void> {
  await mkdir(localModelsFolder(deps.home), { recursive: true });
  await withLock(`${ask.path}.lock`, async () => {
    if ((await sizeOf(ask.path)) !== undefined) return;
    const known = { modelId: ask.id, machine: deps.machine ?? hostname() };
    try {
      await fetchWhole(deps, ask, known.machine);
    } catch (error) {
      // What is of no use must not take up the disk: the model was deleted, or the disk is full.
      if (error instanceof PatchbayError && !error.canRetry)
        await rm(localCopyPath(deps.home, ask.id), { force: true });
      throw error;
    } finally {
      await deps.prisma.localModelCopy.deleteMany({ where: known }).catch(() => {});
    }
  });
}

async function fetchWhole(deps: CopyDeps, ask: CopyAsk, machine: string): Promise<void> {
  const { prisma, home } = deps;
  const row = await prisma.localModel.findUnique({ where: { id: ask.id }, select: { bytes: true, sha256: true } });
  if (!row?.bytes || row.sha256 === null) throw deleted(ask);
  const bytes = Number(row.bytes);
  const part = localCopyPath(home, ask.id);
  const here = (await sizeOf(part)) ?? 0;
  await demandSpace(localModelsFolder(home), { bytes, missing: bytes - Math.min(here, bytes) });
  const sha256 = await fetchParts(deps, ask, { bytes, here, part, machine });
  if (sha256 === undefined) {
    await rm(part, { force: true });
    // Workers on other machines ask again.
    await prisma.localModel.updateMany({ where: { id: ask.id }, data: { wantedAt: null } });
    return;
  }
  if (sha256 !== row.sha256) {
    await rm(part, { force: true });
    // They are stored anew from the file when a worker asks the next time.
    await prisma.localModelPart.deleteMany({ where: { modelId: ask.id } });
    throw damaged(ask);
  }
  await rename(part, ask.path);
}

type Fetching = { bytes: number; here: number; part: string; machine: string };

/**
 * Goes on behind the whole parts that a process which ended has left. Answers the SHA-256 of the file in hex; undefined when
 * a web process of this machine has fetched the file itself in the meantime.
 */
async function fetchParts(deps: CopyDeps, ask: CopyAsk, fetching: Fetching): Promise<string | undefined> {
  const { bytes, here, part, machine } = fetching;
  const wait = waiting(deps, ask);
  let at = await partBefore(deps, { modelId: ask.id, at: BigInt(here) });
  const hash = await hashOfBeginning(part, at);
  await using file = await open(part, at === 0 ? "w" : "r+");
  await file.truncate(at);
  const report = reporter(deps, { modelId: ask.id, machine });
  if ((await storedBytes(deps, ask.id)) < bytes) await wait.ask();
  while (at < bytes) {
    const place = { modelId: ask.id, at: BigInt(at) };
    const data = await retryWhileUnavailable(() => readPart(deps, place));
    if (!data) {
      if ((await sizeOf(ask.path)) !== undefined) return undefined;
      await wait.forMore();
      continue;
    }
    wait.heard();
    hash.update(data);
    await writeAll(file, data, at);
    at += data.byteLength;
    await report(at);
  }
  return hash.digest("hex");
}

/** Asks web processes for the file, and waits as long as one of them works at it. */
function waiting({ prisma, patienceMs = usualPatienceMs }: CopyDeps, ask: CopyAsk) {
  let last = performance.now();
  const want = async () => {
    await prisma.localModel.updateMany({ where: { id: ask.id, wantedAt: null }, data: { wantedAt: new Date() } });
  };
  return {
    ask: want,
    heard() {
      last = performance.now();
    },
    async forMore() {
      const select = { claimedUntil: true, wantedAt: true, state: true, error: true };
      const row = await prisma.localModel.findUnique({ where: { id: ask.id }, select });
      if (!row) throw deleted(ask);
      if (row.state === "failed") throw lost(ask, row.error);
      // Once the file is on this machine, no process has to offer it.
      if (row.wantedAt === null && (await sizeOf(ask.path)) === undefined) await want();
      if (row.claimedUntil && row.claimedUntil > new Date()) last = performance.now();
      if (performance.now() - last > patienceMs) throw nowhere(ask);
      await sleep(pollMs);
    },
  };
}

/** Tells once a second how far it is; a report that does not come through is no reason to stop. */
function reporter({ prisma }: PartDeps, of: { modelId: string; machine: string }) {
  let last = 0;
  return async (done: number) => {
    if (performance.now() - last < reportMs) return;
    last = performance.now();
    const data = { doneBytes: BigInt(done), updatedAt: new Date() };
    const where = { modelId_machine: of };
    await prisma.localModelCopy.upsert({ where, create: { ...of, ...data }, update: data }).catch(() => {});
  };
}

async function hashOfBeginning(path: string, bytes: number): Promise<Hash> {
  const hash = createHash("sha256");
  if (bytes === 0) return hash;
  for await (const piece of createReadStream(path, { end: bytes - 1, highWaterMark: 1 << 20 })) hash.update(piece);
  return hash;
}

/** Undefined when there is no such file. */
async function sizeOf(path: string): Promise<number | undefined> {
  return (await stat(path).catch(() => undefined))?.size;
}

function deleted({ name }: CopyAsk): PatchbayError {
  return new PatchbayError("bad_input", `The local model “${name}” was deleted. Choose another model.`);
}

function nowhere({ name }: CopyAsk): PatchbayError {
  const advice = "Start the web process whose folder models/local has it, or delete the model and add it again.";
  return new PatchbayError("unavailable", `No running web process has the file of “${name}”. ${advice}`);
}

function lost({ name }: CopyAsk, error: string | null): PatchbayError {
  const advice = "Try again under Local models in the settings, or delete the model and add it anew.";
  return new PatchbayError("unavailable", `The file of “${name}” could not be fetched again. ${error ?? ""} ${advice}`);
}

function damaged({ name }: CopyAsk): PatchbayError {
  const advice = "Try again; when it happens again, delete the model and add it anew.";
  return new PatchbayError("unavailable", `The file of “${name}” did not arrive as it was added. ${advice}`);
}
