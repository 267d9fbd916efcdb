import type pg from "pg";
import { PatchbayError } from "../lib/errors.ts";
import type { StateAddress } from "../lib/state/state-change.ts";
import type { Json } from "../lib/values/json.ts";
import type { EntryPage, EntryView, StoreView } from "../lib/views/state-views.ts";
import * as statements from "./sql/statements.ts";

/** Beyond so many, entries are not counted. */
const mostCounted = 10_001;
const shownCharacters = 300;

type Times = { updatedAt: Date; expiresAt: Date | null };

export async function listStores(pool: pg.Pool, workspaceId: string): Promise<StoreView[]> {
  const query = statements.listStores({ workspaceId, most: mostCounted });
  const { rows } = await pool.query<{ name: string; createdAt: Date; entries: number }>(query);
  return rows.map(({ name, createdAt, entries }) => ({
    name,
    createdAt: createdAt.toISOString(),
    entries: Math.min(entries, mostCounted - 1),
    hasMore: entries === mostCounted,
  }));
}

type Page = { store: string; prefix: string; after: string | undefined; limit: number };

export async function listEntries(pool: pg.Pool, workspaceId: string, { limit, ...page }: Page): Promise<EntryPage> {
  type Row = Times & { key: string; preview: string; bytes: number; version: number };
  const query = statements.listEntries({ workspaceId, ...page, limit: limit + 1, shown: shownCharacters });
  const { rows } = await pool.query<Row>(query);
  if (rows.length === 0) await demandStore(pool, workspaceId, page.store);
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  return {
    entries: shown.map((row) => ({ ...row, ...timesOf(row) })),
    ...(rows.length > limit && last ? { nextCursor: last.key } : {}),
  };
}

async function demandStore(pool: pg.Pool, workspaceId: string, store: string): Promise<void> {
  const { rowCount } = await pool.query(statements.findStore({ workspaceId, store }));
  if (rowCount === 0) throw new PatchbayError("not_found", `There is no store “${store}”.`);
}

export async function getEntry(pool: pg.Pool, workspaceId: string, address: StateAddress): Promise<EntryView> {
  const found = await findEntry(pool, workspaceId, address);
  if (!found) throw new PatchbayError("not_found", `The store “${address.store}” has nothing under this key.`);
  return found;
}

export async function findEntry(
  pool: pg.Pool,
  workspaceId: string,
  { store, key }: StateAddress,
): Promise<EntryView | null> {
  const query = statements.readEntry({ workspaceId, store, key });
  const { rows } = await pool.query<Times & { value: Json; version: number }>(query);
  const [row] = rows;
  return row ? { store, key, value: row.value, version: row.version, ...timesOf(row) } : null;
}

export async function deleteEntry(pool: pg.Pool, workspaceId: string, address: StateAddress): Promise<void> {
  const { rowCount } = await pool.query(statements.deleteEntry({ workspaceId, ...address }));
  if (rowCount === 0) throw new PatchbayError("not_found", `The store “${address.store}” has nothing under this key.`);
}

export async function deleteStore(pool: pg.Pool, workspaceId: string, store: string): Promise<void> {
  const { rowCount } = await pool.query(statements.deleteStore({ workspaceId, store }));
  if (rowCount === 0) throw new PatchbayError("not_found", `There is no store “${store}”.`);
}

function timesOf({ updatedAt, expiresAt }: Times) {
  return { updatedAt: updatedAt.toISOString(), expiresAt: expiresAt?.toISOString() ?? null };
}

/** Deletes entries whose time is over, up to `limit`, and answers how many. */
export async function trimState(pool: pg.Pool, limit: number): Promise<number> {
  const { rows } = await pool.query<{ count: number }>(statements.trimState({ limit }));
  return rows[0]?.count ?? 0;
}
