/** Which web process works at which model file, and how far it is. */
import type { Database } from "../../platform/database/db.ts";
import { newId } from "../../platform/ids.ts";

const claimMs = 20_000;
const reportMs = 1_000;

export type ModelRow = NonNullable<Awaited<ReturnType<Database["localModel"]["findUnique"]>>>;
/** Thrown when the row was deleted, or another process has taken it over. */
export class ClaimLost extends Error {}

export function openClaims(prisma: Database) {
  const claimedBy = newId();
  const held = new Set<string>();
  const until = () => new Date(Date.now() + claimMs);

  /** Writes what is known of a claimed file. Throws `ClaimLost`. */
  async function note(id: string, data: Parameters<Database["localModel"]["updateMany"]>[0]["data"]): Promise<void> {
    const { count } = await prisma.localModel.updateMany({ where: { id, claimedBy }, data });
    if (count === 0) throw new ClaimLost();
  }

  const isFree = () => ({ OR: [{ claimedUntil: null }, { claimedUntil: { lt: new Date() } }] });

  /** Undefined when another process was faster. */
  async function take(id: string) {
    const data = { claimedBy, claimedUntil: until() };
    const { count } = await prisma.localModel.updateMany({ where: { id, ...isFree() }, data });
    return count === 1 ? data : undefined;
  }

  return {
    note,
    take,
    /** For a row that is made with its claim. */
    fresh: () => ({ claimedBy, claimedUntil: until() }),

    /** One that is unfinished and that no process works at. */
    async next(): Promise<ModelRow | undefined> {
      // What is worked at here is never begun a second time, even when the database could not be told for a while.
      const where = { id: { notIn: [...held] }, state: { in: ["downloading", "uploading", "checking"] }, ...isFree() };
      const row = await prisma.localModel.findFirst({ where, orderBy: { createdAt: "asc" } });
      if (!row) return undefined;
      const data = await take(row.id);
      return data && { ...row, ...data };
    },

    /** Files that workers ask for, because their machine has them not, and at which no process works. */
    async wanted(): Promise<{ id: string; url: string | null }[]> {
      const where = { wantedAt: { not: null }, id: { notIn: [...held] }, state: "ready", ...isFree() };
      const select = { id: true, url: true };
      return await prisma.localModel.findMany({ where, orderBy: { wantedAt: "asc" }, select });
    },

    /** Has a file fetched from its address once more. False when another process was faster. */
    async fetchAnew(id: string): Promise<boolean> {
      const data = { state: "downloading", doneBytes: 0, etag: null };
      const { count } = await prisma.localModel.updateMany({ where: { id, state: "ready", ...isFree() }, data });
      return count === 1;
    },

    /** Tells once a second how many bytes have come and how fast, and keeps the claim by it. */
    reporter(id: string, from: number) {
      let last = { at: performance.now(), done: from };
      return async (done: number) => {
        const now = performance.now();
        if (now - last.at < reportMs) return;
        const bytesPerSecond = ((done - last.done) / (now - last.at)) * 1000;
        last = { at: now, done };
        await note(id, { doneBytes: done, bytesPerSecond, claimedUntil: until() }).catch((error: unknown) => {
          // A report that does not come through is no reason to stop; a row that is gone is.
          if (error instanceof ClaimLost) throw error;
        });
      };
    },

    /** Keeps the claim while the work lasts, also while nothing comes. */
    async holding<T>(id: string, work: () => Promise<T>): Promise<T> {
      held.add(id);
      const timer = setInterval(() => note(id, { claimedUntil: until() }).catch(() => {}), claimMs / 4);
      try {
        return await work();
      } finally {
        clearInterval(timer);
        held.delete(id);
      }
    },

    /** Whether the row was deleted; otherwise another process has it. */
    async isDeleted(id: string): Promise<boolean> {
      return (await prisma.localModel.count({ where: { id } })) === 0;
    },

    /** As it is set now: it may have been changed while the file came. */
    async contextOf(id: string): Promise<number> {
      const row = await prisma.localModel.findUnique({ where: { id }, select: { context: true } });
      if (!row) throw new ClaimLost();
      return row.context;
    },
  };
}
export type Claims = ReturnType<typeof openClaims>;
