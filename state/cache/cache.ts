/**
 * Answers that Cache nodes keep, in Postgres. Of many steps that ask for one thing at a time, one gets leave to work it out
 * and the others wait for it, until it is kept, dropped, or its maker's time is over.
 */
import type pg from "pg";
import { Values } from "../../lib/run.ts";
import { stringifyJson } from "../../lib/values/exact-json.ts";
import type { CacheView } from "../../lib/views/cache-views.ts";
import type { CacheAsk, CacheCall, CacheFound } from "../../nodes/define.ts";
import { sha256 } from "../../platform/ids.ts";
import {
  claimCache,
  clearEntries,
  dropCache,
  hitCache,
  keepCache,
  listEntries,
  nearCache,
  trimEntries,
} from "./sql/statements.ts";

export type Cache = {
  find(workspaceId: string, ask: CacheAsk, call: CacheCall): Promise<CacheFound>;
  keep(workspaceId: string, kept: { ask: CacheAsk; output: Values; call: CacheCall }): Promise<void>;
  drop(workspaceId: string, ask: CacheAsk, call: CacheCall): Promise<void>;
};

/** A maker whose worker has ended is waited for no longer than this. */
const makerSeconds = 300;

export function openCache(pool: pg.Pool): Cache {
  return {
    async find(workspaceId, ask, call) {
      const { cache, text, near, ttlSeconds } = ask;
      const { key, scope } = addressOf(ask);
      const same = await hit(pool, { workspaceId, cache, key, ttlSeconds }, 0);
      if (same) return same;
      const { embedding = [], maxDistance = 0 } = near ?? {};
      const nearest = near && (await nearestOf(pool, { workspaceId, cache, scope, embedding, ttlSeconds }));
      if (nearest && nearest.distance <= maxDistance) {
        const at = { workspaceId, cache, key: nearest.key, ttlSeconds };
        const found = await hit(pool, at, Math.max(0, nearest.distance));
        if (found) return found;
      }
      const { idempotencyKey: maker, runId, at } = call;
      const { rowCount } = await pool.query(
        claimCache({
          ...{
            workspaceId,
            cache,
            key,
            scope,
            text: shownText(text),
            embedding,
            maker,
            makerSeconds,
          },
          ...{ runId, path: at.path, iteration: at.iteration, ttlSeconds },
        }),
      );
      return { kind: rowCount === 0 ? "wait" : "make" };
    },

    async keep(workspaceId, { ask, output, call }) {
      const { key } = addressOf(ask);
      const { cache, ttlSeconds } = ask;
      const maker = call.idempotencyKey;
      await pool.query(keepCache({ workspaceId, cache, key, maker, output: stringifyJson(output), ttlSeconds }));
    },

    async drop(workspaceId, ask, { idempotencyKey: maker }) {
      await pool.query(dropCache({ workspaceId, cache: ask.cache, key: addressOf(ask).key, maker }));
    },
  };
}

export async function trimCache(pool: pg.Pool, limit: number): Promise<number> {
  const { rows } = await pool.query<{ count: number }>(trimEntries({ limit }));
  return rows[0]?.count ?? 0;
}

function addressOf({ scope, text }: CacheAsk): { key: string; scope: string } {
  const hashed = sha256(scope);
  return { key: sha256(`${hashed}\n${text}`), scope: hashed };
}

/** Columns of text take neither the NUL character nor half of a surrogate pair. */
const shownText = (text: string) => text.toWellFormed().replaceAll("\0", "\ufffd");

export async function listCaches(pool: pg.Pool, workspaceId: string): Promise<CacheView[]> {
  return (await pool.query<CacheView>(listEntries({ workspaceId }))).rows;
}

export async function clearCache(pool: pg.Pool, workspaceId: string, cache: string): Promise<void> {
  await pool.query(clearEntries({ workspaceId, cache }));
}

type Hit = { output: unknown; text: string; savedUsd: number | null; ageSeconds: number };

async function hit(
  pool: pg.Pool,
  at: { workspaceId: string; cache: string; key: string; ttlSeconds: number | null },
  distance: number,
): Promise<CacheFound | undefined> {
  const { rows } = await pool.query<Hit>(hitCache(at));
  const [row] = rows;
  return row && { kind: "hit", ...row, output: Values.parse(row.output), distance };
}

async function nearestOf(
  pool: pg.Pool,
  ask: { workspaceId: string; cache: string; scope: string; embedding: readonly number[]; ttlSeconds: number | null },
): Promise<{ key: string; distance: number } | undefined> {
  const { rows } = await pool.query<{ key: string; distance: number }>(nearCache(ask));
  return rows[0];
}
