import type pg from "pg";
import { PatchbayError } from "../../../lib/errors.ts";
import { countQueued } from "./sql/statements.ts";

/** How many runs of one workspace may wait at once. */
const maxQueued = 20_000;
const refreshMs = 1000;

type Count = { queued: number; at: number; refreshing: Promise<void> | undefined };

/**
 * Keeps each workspace's queue bounded. The count is read at most once a second per workspace and process and grows
 * with what this process adds in between, so the usual start pays nothing; the bound is kept to within a second's worth.
 */
export function makeBacklog(pool: pg.Pool, limit: number = maxQueued) {
  const counts = new Map<string, Count>();

  async function refresh(workspaceId: string, count: Count): Promise<void> {
    const { rows } = await pool.query<{ queued: number }>(countQueued({ workspaceId, limit }));
    count.queued = rows[0]?.queued ?? 0;
    count.at = performance.now();
    count.refreshing = undefined;
  }

  return async function admit(workspaceId: string): Promise<void> {
    let count = counts.get(workspaceId);
    if (!count) {
      if (counts.size >= 10_000) counts.clear();
      count = { queued: 0, at: Number.NEGATIVE_INFINITY, refreshing: undefined };
      counts.set(workspaceId, count);
    }
    const isOld = performance.now() - count.at > refreshMs;
    if (isOld) {
      const current = count;
      count.refreshing ??= refresh(workspaceId, count).catch(() => {
        current.refreshing = undefined;
      });
      if (count.queued > limit / 2) await count.refreshing;
    }
    if (count.queued >= limit) {
      const words = `${limit} runs of this workspace are waiting already. Try again in a moment.`;
      throw new PatchbayError("too_many", words, { retryAfterMs: 1000 });
    }
    count.queued += 1;
  };
}
