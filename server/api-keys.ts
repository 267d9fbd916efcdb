/** API keys: 256 random bits, shown once, stored as SHA-256. */
import type { ApiKeyView } from "../lib/api-views.ts";
import { PatchbayError } from "../lib/errors.ts";
import type { Actor } from "./authorize.ts";
import type { Database } from "./db.ts";
import { newId, newToken, sha256 } from "./ids.ts";
import { Role } from "./policies.ts";

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

/** Other processes notice within `cacheMs`; this one at once. */
export async function revokeApiKey(prisma: Database, workspaceId: string, id: string): Promise<void> {
  const where = { id, workspaceId, revokedAt: null };
  const { count } = await prisma.apiKey.updateMany({ where, data: { revokedAt: new Date() } });
  if (count === 0) throw new PatchbayError("not_found", "There is no API key with this id.");
  caches.get(prisma)?.clear();
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

type Known = { actor: Extract<Actor, { kind: "key" }> | undefined; at: number; expiresAt: Date | null };

/** How long a looked-up key is trusted; also the longest that a revoked key still works in another process. */
const cacheMs = 3000;
const lastUsedMs = 60_000;
const caches = new WeakMap<Database, Map<string, Known>>();
const lastNoted = new Map<string, number>();

/** Who a bearer key stands for; undefined when it is unknown, revoked or expired. */
export async function findApiKey(prisma: Database, key: string): Promise<Known["actor"]> {
  const cache = caches.get(prisma) ?? new Map<string, Known>();
  caches.set(prisma, cache);
  const hash = sha256(key);
  const now = Date.now();
  let known = cache.get(hash);
  if (!known || now - known.at > cacheMs) {
    known = await lookUp(prisma, hash, now);
    if (cache.size >= 10_000) cache.clear();
    cache.set(hash, known);
  }
  if (known.expiresAt !== null && known.expiresAt.getTime() <= now) return undefined;
  return known.actor;
}

async function lookUp(prisma: Database, hash: string, now: number): Promise<Known> {
  const row = await prisma.apiKey.findUnique({ where: { hash } });
  if (!row || row.revokedAt !== null) return { actor: undefined, at: now, expiresAt: null };
  if (now - (lastNoted.get(row.id) ?? 0) > lastUsedMs) {
    lastNoted.set(row.id, now);
    // Noting the use must neither delay nor fail the call.
    prisma.apiKey.updateMany({ where: { id: row.id }, data: { lastUsedAt: new Date(now) } }).catch(() => {});
  }
  const actor = { kind: "key", keyId: row.id, workspaceId: row.workspaceId, role: Role.parse(row.role) } as const;
  return { actor, at: now, expiresAt: row.expiresAt };
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
