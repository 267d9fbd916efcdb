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
  const until = () => new Date(Date.now() + claimMs);

  /** Writes what is known of a claimed file. Throws `ClaimLost`. */
  async function note(id: string, data: Parameters<Database["localModel"]["updateMany"]>[0]["data"]): Promise<void> {
    const { count } = await prisma.localModel.updateMany({ where: { id, claimedBy }, data });
    if (count === 0) throw new ClaimLost();
  }

  return {
    note,
    /** For a row that is made with its claim. */
    fresh: () => ({ claimedBy, claimedUntil: until() }),

    /** One that is unfinished and that no process works at. */
    async next(): Promise<ModelRow | undefined> {
      const isFree = { OR: [{ claimedUntil: null }, { claimedUntil: { lt: new Date() } }] };
      const where = { state: { in: ["downloading", "uploading", "checking"] }, ...isFree };
      const row = await prisma.localModel.findFirst({ where, orderBy: { createdAt: "asc" } });
      if (!row) return undefined;
      const data = { claimedBy, claimedUntil: until() };
      const { count } = await prisma.localModel.updateMany({ where: { id: row.id, ...isFree }, data });
      return count === 1 ? { ...row, ...data } : undefined;
    },

    /** Tells once a second how many bytes have come and how fast, and keeps the claim by it. */
    reporter(id: string, from: number) {
      let last = { at: performance.now(), done: from };
      return async (done: number) => {
        const now = performance.now();
        if (now - last.at < reportMs) return;
        const bytesPerSecond = ((done - last.done) / (now - last.at)) * 1000;
        last = { at: now, done };
        await note(id, { doneBytes: done, bytesPerSecond, claimedUntil: until() });
      };
    },

    /** Keeps the claim while something takes long that reports nothing. */
    async holding<T>(id: string, work: () => Promise<T>): Promise<T> {
      const timer = setInterval(() => note(id, { claimedUntil: until() }).catch(() => {}), claimMs / 4);
      return await work().finally(() => clearInterval(timer));
    },
  };
}
export type Claims = ReturnType<typeof openClaims>;
