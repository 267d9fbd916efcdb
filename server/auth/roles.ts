/** Roles that a workspace makes for itself, beside owner, editor and viewer. */
import { type Permission, permissionsOf, permissionsOfCustom, RolePermission } from "../../lib/access/permissions.ts";
import { Role } from "../../lib/access/role.ts";
import { PatchbayError } from "../../lib/errors.ts";
import type { RoleView } from "../../lib/views/workspace-views.ts";
import type { Database } from "../../platform/database/db.ts";
import { newId } from "../../platform/ids.ts";
import { Prisma } from "../../prisma/generated/client.ts";

type Of = { workspaceId: string; id: string };
type RoleData = { name: string; permissions: readonly RolePermission[] };

export async function listRoles(prisma: Database, workspaceId: string): Promise<RoleView[]> {
  const rows = await prisma.customRole.findMany({ where: { workspaceId }, orderBy: { name: "asc" } });
  return rows.map(({ id, name, permissions }) => {
    const held = permissionsOfCustom(permissions);
    return { id, name, permissions: RolePermission.options.filter((permission) => held.includes(permission)) };
  });
}

const mostRoles = 50;

export async function createRole(prisma: Database, workspaceId: string, data: RoleData): Promise<{ id: string }> {
  assertOwnName(data.name);
  if ((await prisma.customRole.count({ where: { workspaceId } })) >= mostRoles) {
    throw new PatchbayError("conflict", `A workspace has at most ${mostRoles} roles. Delete one first.`);
  }
  const row = { id: newId(), workspaceId, name: data.name, permissions: [...data.permissions] };
  await prisma.customRole.create({ data: row }).catch(nameTaken);
  return { id: row.id };
}

/** Those who have it may do the new things, and no others, from their next call on. */
export async function updateRole(prisma: Database, of: Of, { name, permissions }: RoleData): Promise<void> {
  assertOwnName(name);
  const data = { name, permissions: [...permissions] };
  const { count } = await prisma.customRole.updateMany({ where: of, data }).catch(nameTaken);
  if (count === 0) throw noRole();
}

export async function deleteRole(prisma: Database, of: Of): Promise<void> {
  await prisma.$transaction(async (tx) => {
    const rows = await tx.$queryRaw<unknown[]>`
      SELECT 1 FROM "CustomRole" WHERE id = ${of.id} AND "workspaceId" = ${of.workspaceId} FOR UPDATE`;
    if (rows.length === 0) throw noRole();
    const where = { roleId: of.id };
    const open = { ...where, acceptedAt: null, revokedAt: null, expiresAt: { gt: new Date() } };
    const holders = await Promise.all([
      tx.membership.count({ where }),
      tx.invitation.count({ where: open }),
      tx.serviceAccount.count({ where }),
    ]);
    if (holders.some((count) => count > 0)) {
      const message = "Members, invitations or service accounts have this role. Give them another one first.";
      throw new PatchbayError("conflict", message);
    }
    await tx.customRole.delete({ where: { id: of.id } });
  });
}

/** The columns that keep a role: one of the three, or the id of the workspace's own. */
export async function roleColumns(
  prisma: Pick<Database, "customRole">,
  workspaceId: string,
  choice: string,
): Promise<{ role: Role; roleId: string | null }> {
  const fixed = Role.safeParse(choice);
  if (fixed.success) return { role: fixed.data, roleId: null };
  const own = await prisma.customRole.findFirst({ where: { id: choice, workspaceId }, select: { id: true } });
  if (!own) throw noRole();
  return { role: "viewer", roleId: own.id };
}

/** To be read with what has a role. */
export const withCustomRole = { customRole: { select: { id: true, name: true, permissions: true } } } as const;

type Held = { role: string; customRole: { id: string; name: string; permissions: unknown } | null };

export function customRoleOf({ customRole }: Held): { id: string; name: string } | null {
  return customRole && { id: customRole.id, name: customRole.name };
}

export function permissionsOfHeld({ role, customRole }: Held): Permission[] {
  return customRole ? permissionsOfCustom(customRole.permissions) : permissionsOf(Role.parse(role));
}

/** A role “Owner” that may do nothing, or an “Editor” that may do everything, would mislead. */
function assertOwnName(name: string): void {
  if (!Role.safeParse(name.trim().toLowerCase()).success) return;
  throw new PatchbayError("conflict", `Every workspace has a role “${name}”. Choose another name.`);
}

function nameTaken(error: unknown): never {
  if (!(error instanceof Prisma.PrismaClientKnownRequestError) || error.code !== "P2002") throw error;
  throw new PatchbayError("conflict", "There is a role of this name already. Choose another name.");
}

function noRole(): PatchbayError {
  return new PatchbayError("not_found", "There is no such role in this workspace.");
}
