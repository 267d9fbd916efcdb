/** Works at the rows of model files that are unfinished: those made here, and those whose process has ended. */
import { rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { PatchbayError } from "../../lib/errors.ts";
import { contextLimits, type LocalModelFacts } from "../../lib/models/local-models.ts";
import { acceptFile } from "./accept-file.ts";
import { ClaimLost, type ModelRow } from "./claims.ts";
import { download, type Parts } from "./download.ts";

const lookMs = 15_000;
const atATime = 2;

export type FetchLoop = {
  /** Looks at once. */
  poke(): void;
  /** Stops the work at one, if it is here, and waits until its files are let go. */
  stop(id: string): Promise<void>;
  close(): Promise<void>;
};

export function startFetchLoop(parts: Parts): FetchLoop {
  const running = new Map<string, { controller: AbortController; ended: Promise<void> }>();
  let looking = Promise.resolve();
  let isClosed = false;

  async function look(): Promise<void> {
    while (!isClosed && running.size < atATime) {
      const row = await parts.claims.next();
      if (!row) return;
      const controller = new AbortController();
      const ended = work(parts, row, controller.signal).finally(() => {
        running.delete(row.id);
        poke();
      });
      running.set(row.id, { controller, ended });
    }
  }

  function poke(): void {
    const failed = (err: unknown) => parts.log.warn({ err }, "model files could not be looked for; tried again soon");
    looking = looking.then(look).catch(failed);
  }

  const timer = setInterval(poke, lookMs);
  timer.unref();
  poke();
  return {
    poke,
    async stop(id) {
      const found = running.get(id);
      found?.controller.abort();
      await found?.ended;
    },
    async close() {
      isClosed = true;
      clearInterval(timer);
      await looking;
      for (const { controller } of running.values()) controller.abort();
      await Promise.all([...running.values()].map(({ ended }) => ended));
    },
  };
}

/** Never rejects. */
async function work(parts: Parts, row: ModelRow, signal: AbortSignal): Promise<void> {
  const { claims, log } = parts;
  const part = join(parts.folder, `${row.id}.part`);
  const remove = () => rm(part, { force: true }).catch(() => {});
  try {
    await claims.holding(row.id, async () => {
      if (row.url === null)
        throw new PatchbayError("bad_input", "The upload broke off. Delete it, and upload the file again.");
      await download(parts, { row, part, signal });
      await finish(parts, { row, part, signal });
    });
  } catch (error) {
    if (error instanceof ClaimLost) return await removeDeleted(parts, row.id).catch(() => {});
    // Stopped here: the next process goes on. Deleted: the row is gone, and its files go with it.
    const data = signal.aborted ? { claimedUntil: null } : failure(error);
    if (!signal.aborted && !(error instanceof PatchbayError && error.canRetry)) await remove();
    if (!signal.aborted) log.warn({ err: error, localModel: row.id }, "a model file could not be added");
    await claims.note(row.id, data).catch(() => {});
  }
}

/** Nothing stays of a row that was deleted; what another process has taken over is its own. */
async function removeDeleted({ claims, folder }: Pick<Parts, "claims" | "folder">, id: string): Promise<void> {
  if (!(await claims.isDeleted(id))) return;
  for (const ending of ["part", "gguf"]) await rm(join(folder, `${id}.${ending}`), { force: true });
}

type Finish = { row: Pick<ModelRow, "id" | "sha256">; part: string; signal: AbortSignal };

/** Checks a whole part file and makes it a model. */
export async function finish(
  { claims, reader, folder }: Pick<Parts, "claims" | "reader" | "folder">,
  { row, part, signal }: Finish,
): Promise<void> {
  await claims.note(row.id, { state: "checking", bytesPerSecond: null });
  const whole = { part, path: join(folder, `${row.id}.gguf`), sha256: row.sha256, reader, signal };
  const { facts, sha256 } = await acceptFile(whole);
  const context = contextFor(await claims.contextOf(row.id), facts);
  const { size } = await stat(whole.path);
  const done = { state: "ready", error: null, facts, sha256, context, bytes: size, doneBytes: size };
  // A worker that waited on this machine takes the file as it is; those of other machines ask for it again.
  await claims.note(row.id, { ...done, wantedAt: null, claimedUntil: null });
}

/** Nothing is gained beyond what a model was trained with. */
function contextFor(asked: number, { trainedContext }: LocalModelFacts): number {
  return Math.max(contextLimits.least, Math.min(asked, trainedContext));
}

function failure(error: unknown) {
  const words = error instanceof PatchbayError ? error.userMessage : "The file could not be stored. The log says why.";
  return { state: "failed", error: words, bytesPerSecond: null, claimedUntil: null };
}
