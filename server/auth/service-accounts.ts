/** Service accounts: actors of a workspace that are no people. They act by their keys alone. */

import { Role } from "../../lib/access/role.ts";
import { PatchbayError } from "../../lib/errors.ts";
import { defined } from "../../lib/values/defined.ts";
import type { ServiceAccountView } from "../../lib/views/workspace-views.ts";
import type { Database } from "../../platform/database/db.ts";
import { newId } from "../../platform/ids.ts";
import { chooseLimits, createApiKey, keyViewOf, type LimitsAsk } from "./api-keys.ts";
import { customRoleOf, permissionsOfHeld, roleColumns, withCustomRole } from "./roles.ts";

type Of = { workspaceId: string; id: string };

export async function listServiceAccounts(prisma: Database, workspaceId: string): Promise<ServiceAccountView[]> {
  const rows = await prisma.serviceAccount.findMany({
    where: { workspaceId },
    include: { ...withCustomRole, apiKeys: { where: { revokedAt: null }, orderBy: { createdAt: "desc" } } },
    orderBy: { createdAt: "asc" },
  });
  return rows.map(({ id, name, role, customRole, createdAt, disabledAt, apiKeys }) => {
    const used = apiKeys.flatMap(({ lastUsedAt }) => (lastUsedAt ? [lastUsedAt.toISOString()] : []));
    return {
      ...{ id, name, role: Role.parse(role), customRole: customRoleOf({ role, customRole }) },
      permissions: permissionsOfHeld({ role, customRole }),
      createdAt: createdAt.toISOString(),
      disabledAt: disabledAt?.toISOString() ?? null,
      lastUsedAt: used.sort().at(-1) ?? null,
      keys: apiKeys.map(keyViewOf),
    };
  });
}

type NewAccount = { workspaceId: string; name: string; role: string; createdBy: string };

export async function createServiceAccount(prisma: Database, ask: NewAccount): Promise<{ id: string }> {
  const { role, ...data } = ask;
  const columns = await roleColumns(prisma, ask.workspaceId, role);
  const { id } = await prisma.serviceAccount.create({ data: { id: newId(), ...data, ...columns } });
  return { id };
}

type AccountChange = { name?: string | undefined; role?: string | undefined; disabled?: boolean | undefined };

/** A disabled account's keys stop at once, and work again when it is enabled. */
export async function updateServiceAccount(prisma: Database, of: Of, change: AccountChange): Promise<void> {
  const { name, role, disabled } = change;
  const disabledAt = disabled === undefined ? {} : { disabledAt: disabled ? new Date() : null };
  const columns = role === undefined ? {} : await roleColumns(prisma, of.workspaceId, role);
  const data = { ...defined({ name }), ...columns, ...disabledAt };
  const { count } = await prisma.serviceAccount.updateMany({ where: of, data });
  if (count === 0) throw noAccount();
}

export async function deleteServiceAccount(prisma: Database, of: Of): Promise<void> {
  const { count } = await prisma.serviceAccount.deleteMany({ where: of });
  if (count === 0) throw noAccount();
}

type NewKey = LimitsAsk & { name: string; createdBy: string; expiresAt?: Date | undefined };

export async function createAccountKey(prisma: Database, of: Of, { scopes, pipelineIds, ...ask }: NewKey) {
  const account = await prisma.serviceAccount.findFirst({ where: of, include: withCustomRole });
  if (!account) throw noAccount();
  const { workspaceId, id: accountId, name } = account;
  const role = Role.parse(account.role);
  const holder = { workspaceId, held: permissionsOfHeld(account), who: `the service account “${name}”` };
  const limits = { ...(await chooseLimits(prisma, holder, { scopes, pipelineIds })), accountId };
  return await createApiKey(prisma, { workspaceId, role, limits, ...ask });
}

function noAccount(): PatchbayError {
  return new PatchbayError("not_found", "There is no service account with this id.");
}
