/** API keys: 256 random bits, shown once, stored as SHA-256. */
import type pg from "pg";
import { z } from "zod";
import {
  grantable,
  type Permission,
  permissionsOf,
  permissionsOfCustom,
  readScopes,
} from "../../lib/access/permissions.ts";
import { Role } from "../../lib/access/role.ts";
import { PatchbayError } from "../../lib/errors.ts";
import type { ApiKeyView } from "../../lib/views/api-views.ts";
import { makeBatcher } from "../../platform/database/batch.ts";
import type { Database } from "../../platform/database/db.ts";
import { newId, newToken, sha256 } from "../../platform/ids.ts";
import { type Actor, type Member, permissionsHeld } from "./authorize.ts";
import { findKeys, noteKeyUse } from "./sql/find-keys.ts";

export type NewApiKey = {
  workspaceId: string;
  name: string;
  role: Role;
  createdBy?: string;
  expiresAt?: Date | undefined;
  /** All of the role, whatever becomes of its maker, when absent: only for keys that the environment gives. */
  limits?: KeyLimits;
  /** Only for the key that the environment gives (PATCHBAY_API_KEY). */
  value?: string;
};

/** What a key may do: see ApiKey in prisma/schema.prisma. */
type KeyLimits = {
  scopes: readonly Permission[];
  pipelineIds?: readonly string[] | undefined;
  isPersonal?: boolean;
  accountId?: string;
};

export type LimitsAsk = { scopes?: readonly Permission[] | undefined; pipelineIds?: readonly string[] | undefined };

/** The limits of a key that is asked for: never more than those who it is of may do. */
export async function chooseLimits(
  prisma: Database,
  of: { workspaceId: string; held: Iterable<Permission>; who: string },
  { scopes, pipelineIds }: LimitsAsk,
): Promise<Pick<KeyLimits, "scopes" | "pipelineIds">> {
  const possible = grantable(of.held, pipelineIds !== undefined);
  const excess = scopes?.find((scope) => !possible.includes(scope));
  if (excess !== undefined) {
    const isOfAll = pipelineIds !== undefined && grantable(of.held, false).includes(excess);
    const why = isOfAll
      ? "is for all pipelines: leave it out, or do not choose pipelines"
      : `is more than ${of.who} may do`;
    throw new PatchbayError("forbidden", `The scope “${excess}” ${why}.`);
  }
  const ids = pipelineIds && [...new Set(pipelineIds)];
  if (ids && (await prisma.pipeline.count({ where: { id: { in: ids }, workspaceId: of.workspaceId } })) < ids.length) {
    throw new PatchbayError("not_found", "One of these pipelines does not exist here. Choose others.");
  }
  return { scopes: scopes ?? possible, pipelineIds: ids };
}

/** A key of the person who asks. */
export async function createOwnKey(
  prisma: Database,
  { member, userId }: { member: Member; userId: string },
  { scopes, pipelineIds, ...ask }: LimitsAsk & { name: string; expiresAt?: Date | undefined },
) {
  const { workspaceId, role } = member;
  const of = { workspaceId, held: permissionsHeld(member), who: "you" };
  const limits = { ...(await chooseLimits(prisma, of, { scopes, pipelineIds })), isPersonal: true };
  return await createApiKey(prisma, { workspaceId, role, createdBy: userId, limits, ...ask });
}

export async function createApiKey(prisma: Database, ask: NewApiKey): Promise<ApiKeyView & { key: string }> {
  const { value: key = newToken("pb"), workspaceId, name, role, createdBy, expiresAt, limits } = ask;
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
      ...(limits ? limitsData(limits) : {}),
    },
  });
  return { ...keyViewOf(row), key };
}

function limitsData({ scopes, pipelineIds, isPersonal, accountId }: KeyLimits) {
  return {
    scopes: [...scopes],
    ...(pipelineIds ? { pipelineIds: [...pipelineIds] } : {}),
    isPersonal: isPersonal ?? false,
    accountId: accountId ?? null,
  };
}

/** Those of people; a service account's are listed with it. */
export async function listApiKeys(prisma: Database, workspaceId: string): Promise<ApiKeyView[]> {
  const rows = await prisma.apiKey.findMany({
    where: { workspaceId, accountId: null, revokedAt: null },
    orderBy: { createdAt: "desc" },
  });
  return rows.map(keyViewOf);
}

export async function revokeApiKey(
  prisma: Database,
  { workspaceId, id, isOfAccount }: { workspaceId: string; id: string; isOfAccount: boolean },
): Promise<void> {
  const where = { id, workspaceId, accountId: isOfAccount ? { not: null } : null, revokedAt: null };
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
type KeyRow = {
  id: string;
  workspaceId: string;
  role: string;
  hash: string;
  rights: number;
  scopes: unknown;
  pipelineIds: unknown;
  isUnnoted: boolean;
  makerRole: string | null;
  /** Of a role of the workspace's own. */
  makerPermissions: unknown;
  accountPermissions: unknown;
  accountId: string | null;
  accountName: string | null;
  accountRole: string | null;
};

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
  return keyActorOf(row);
}

function keyActorOf(row: KeyRow): KeyActor {
  const { id: keyId, workspaceId, rights, accountId, accountName } = row;
  const actor = { kind: "key", keyId, workspaceId, role: Role.parse(row.role), rights } as const;
  if (row.scopes === null) return actor;
  const holders = [
    { role: row.makerRole, own: row.makerPermissions },
    { role: row.accountRole, own: row.accountPermissions },
  ];
  const permissions = holders.reduce((left, { role, own }) => {
    if (role === null) return left;
    const held = own === null ? permissionsOf(Role.parse(role)) : permissionsOfCustom(own);
    return left.filter((permission) => held.includes(permission));
  }, readScopes(row.scopes));
  return {
    ...actor,
    permissions: new Set(permissions),
    ...(row.pipelineIds === null ? {} : { pipelineIds: Ids.parse(row.pipelineIds) }),
    ...(accountId === null ? {} : { account: { id: accountId, name: accountName ?? "" } }),
  };
}

const Ids = z.array(z.string());

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

export type ApiKeyRow = {
  id: string;
  scopes: unknown;
  pipelineIds: unknown;
  name: string;
  prefix: string;
  role: string;
  createdAt: Date;
  expiresAt: Date | null;
  lastUsedAt: Date | null;
};

export function keyViewOf(row: ApiKeyRow): ApiKeyView {
  return {
    id: row.id,
    name: row.name,
    prefix: row.prefix,
    role: Role.parse(row.role),
    scopes: row.scopes === null ? null : readScopes(row.scopes),
    pipelineIds: row.pipelineIds === null ? null : Ids.parse(row.pipelineIds),
    createdAt: row.createdAt.toISOString(),
    expiresAt: row.expiresAt?.toISOString() ?? null,
    lastUsedAt: row.lastUsedAt?.toISOString() ?? null,
  };
}
