/** API keys: 256 random bits, shown once, stored as SHA-256. */
import type pg from "pg";
import { PatchbayError } from "../../lib/errors.ts";
import { Role } from "../../lib/role.ts";
import type { ApiKeyView } from "../../lib/views/api-views.ts";
import { makeBatcher } from "../../platform/database/batch.ts";
import type { Database } from "../../platform/database/db.ts";
import { newId, newToken, sha256 } from "../../platform/ids.ts";
import type { Actor } from "./authorize.ts";
import { findKeys, noteKeyUse } from "./sql/find-keys.ts";

export type NewApiKey = {
  workspaceId: string;
  name: string;
  role: Role;
  createdBy?: string;
  expiresAt?: Date | undefined;
  /** Only for the key that the environment gives (PATCHBAY_API_KEY). */
  value?: string;
};

export async function createApiKey(prisma: Database, ask: NewApiKey): Promise<ApiKeyView & { key: string }> {
  const { value: key = newToken("pb"), workspaceId, name, role, createdBy, expiresAt } = ask;
  const row = await prisma.apiKey.create({
    data: {
      id: newId(),
      workspaceId,
      name,
      role,
      hash: sha256(key),
      prefix: key.slice(0, 7),
      createdBy: createdBy ?? null,
      expiresAt: expiresAt ?? null,
    },
  });
  return { ...viewOf(row), key };
}

export async function listApiKeys(prisma: Database, workspaceId: string): Promise<ApiKeyView[]> {
  const rows = await prisma.apiKey.findMany({
    where: { workspaceId, revokedAt: null },
    orderBy: { createdAt: "desc" },
  });
  return rows.map(viewOf);
}

export async function revokeApiKey(prisma: Database, workspaceId: string, id: string): Promise<void> {
  const where = { id, workspaceId, revokedAt: null };
  const { count } = await prisma.apiKey.updateMany({ where, data: { revokedAt: new Date() } });
  if (count === 0) throw new PatchbayError("not_found", "There is no API key with this id.");
}

/** Makes the environment's key exist exactly as it is set: a former value stops working. */
export async function syncEnvironmentKey(
  prisma: Database,
  workspaceId: string,
  value: string | undefined,
): Promise<void> {
  const name = "PATCHBAY_API_KEY";
  const hash = value === undefined ? undefined : sha256(value);
  const where = { workspaceId, name, createdBy: null, ...(hash === undefined ? {} : { hash: { not: hash } }) };
  await prisma.apiKey.deleteMany({ where });
  if (value === undefined || (await prisma.apiKey.count({ where: { hash: sha256(value) } })) > 0) return;
  await createApiKey(prisma, { workspaceId, name, role: "owner", value });
}

type KeyActor = Extract<Actor, { kind: "key" }>;
type Find = (hash: string) => Promise<KeyRow | undefined>;
type KeyRow = { id: string; workspaceId: string; role: string; hash: string; isUnnoted: boolean };

const finders = new WeakMap<pg.Pool, Find>();
const lastUsedMs = 60_000;
const lastNoted = new Map<string, number>();

/**
 * Who a bearer key stands for; undefined when it is unknown, revoked or expired. The database is asked each time, so a
 * revoked key stops at once; what is asked at the same time shares a round trip.
 */
export async function findApiKey(pool: pg.Pool, key: string): Promise<KeyActor | undefined> {
  const row = await finderOf(pool)(sha256(key));
  if (!row) return undefined;
  if (row.isUnnoted) noteUse(pool, row.id);
  return { kind: "key", keyId: row.id, workspaceId: row.workspaceId, role: Role.parse(row.role) };
}

function finderOf(pool: pg.Pool): Find {
  const known = finders.get(pool);
  if (known) return known;
  const find = makeBatcher<string, KeyRow | undefined>({
    max: 500,
    async run(hashes) {
      const { rows } = await pool.query<KeyRow>({ ...findKeys, values: [[...new Set(hashes)]] });
      return hashes.map((hash) => rows.find((row) => row.hash === hash));
    },
  });
  finders.set(pool, find);
  return find;
}

/** Once a minute is often enough, and noting it must neither delay nor fail the call. */
export function noteUse(pool: pg.Pool, id: string): void {
  const now = Date.now();
  if (now - (lastNoted.get(id) ?? 0) < lastUsedMs) return;
  if (lastNoted.size >= 10_000) lastNoted.clear();
  lastNoted.set(id, now);
  pool.query({ ...noteKeyUse, values: [id] }).catch(() => {});
}

type Row = {
  id: string;
  name: string;
  prefix: string;
  role: string;
  createdAt: Date;
  expiresAt: Date | null;
  lastUsedAt: Date | null;
};

function viewOf(row: Row): ApiKeyView {
  return {
    id: row.id,
    name: row.name,
    prefix: row.prefix,
    role: Role.parse(row.role),
    createdAt: row.createdAt.toISOString(),
    expiresAt: row.expiresAt?.toISOString() ?? null,
    lastUsedAt: row.lastUsedAt?.toISOString() ?? null,
  };
}
