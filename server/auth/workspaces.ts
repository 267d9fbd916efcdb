import { Role } from "../../lib/access/role.ts";
import { PatchbayError } from "../../lib/errors.ts";
import { ModelRef } from "../../lib/models/models.ts";
import { defined } from "../../lib/values/defined.ts";
import type { WorkspaceView } from "../../lib/views/api-views.ts";
import type { MemberView } from "../../lib/views/workspace-views.ts";
import type { Database } from "../../platform/database/db.ts";
import { assertRoom } from "../../platform/quotas/assert-room.ts";
import { type Member, permissionsHeld } from "./authorize.ts";
import { customRoleOf, roleColumns, withCustomRole } from "./roles.ts";

export async function currentWorkspace(prisma: Database, member: Member): Promise<Omit<WorkspaceView, "models">> {
  const row = await prisma.workspace.findUnique({ where: { id: member.workspaceId } });
  if (!row) throw noWorkspace();
  return {
    id: row.id,
    name: row.name,
    role: member.role,
    customRole: member.kind === "user" ? (member.customRole ?? null) : null,
    permissions: permissionsHeld(member),
    ...(member.kind === "user" ? { user: member.user } : {}),
    defaultModel: ModelRef.parse(row.defaultModel),
  };
}

export type WorkspaceChange = { name?: string | undefined; defaultModel?: ModelRef | undefined };

export async function updateWorkspace(prisma: Database, id: string, change: WorkspaceChange): Promise<void> {
  const { name, defaultModel } = change;
  if (defaultModel?.provider === "default") {
    throw new PatchbayError("bad_input", "The default model must be a specific model, not “default”.");
  }
  const data = defined({ name, defaultModel });
  const { count } = await prisma.workspace.updateMany({ where: { id }, data });
  if (count === 0) throw noWorkspace();
}

export async function listMembers(prisma: Database, workspaceId: string): Promise<MemberView[]> {
  const rows = await prisma.membership.findMany({
    where: { workspaceId },
    include: { user: true, ...withCustomRole },
    orderBy: { createdAt: "asc" },
  });
  return rows.map(({ user, role, customRole, createdAt }) => ({
    userId: user.id,
    name: user.name,
    email: user.email,
    role: Role.parse(role),
    customRole: customRoleOf({ role, customRole }),
    createdAt: createdAt.toISOString(),
  }));
}

export async function setRole(
  prisma: Database,
  of: { workspaceId: string; userId: string; role: string },
): Promise<void> {
  await changeMember(prisma, of, async (tx) => {
    const { workspaceId, userId, role } = of;
    const data = await roleColumns(tx, workspaceId, role);
    return await tx.membership.updateMany({ where: { workspaceId, userId }, data });
  });
}

type NewMember = { workspaceId: string; userId: string; role: string; roleId?: string | null };

/** Does nothing when they are one already. Throws `over_quota` when the workspace may have no more. */
export async function addMember(prisma: Database, member: NewMember): Promise<void> {
  await prisma.$transaction((tx) => join(tx, member));
}

/** The same beside what else is done. Others who join the workspace wait until the transaction has ended. */
export async function join(tx: Tx, member: NewMember): Promise<void> {
  const { workspaceId, userId } = member;
  if ((await tx.membership.count({ where: { workspaceId, userId } })) > 0) return;
  await assertRoom(tx, workspaceId, { quota: "members" });
  await tx.membership.createMany({ data: [member], skipDuplicates: true });
}

export async function removeMember(prisma: Database, of: { workspaceId: string; userId: string }): Promise<void> {
  await changeMember(prisma, of, async (tx) => await tx.membership.deleteMany({ where: of }));
}

/** The last workspace of a person stays theirs, also when they leave two at once. */
export async function leaveWorkspace(prisma: Database, of: { workspaceId: string; userId: string }): Promise<void> {
  await changeMember(prisma, of, async (tx) => {
    await lockPerson(tx, of.userId);
    if ((await tx.membership.count({ where: { userId: of.userId } })) < 2) throw onlyWorkspace();
    return await tx.membership.deleteMany({ where: of });
  });
}

export type Tx = Parameters<Parameters<Database["$transaction"]>[0]>[0];

/** Others who count what this person has wait until the transaction ends. */
export async function lockPerson(tx: Tx, userId: string): Promise<void> {
  await tx.$queryRaw`SELECT 1 FROM "User" WHERE id = ${userId} FOR UPDATE`;
}

export function onlyWorkspace(): PatchbayError {
  return new PatchbayError("conflict", "This is your only workspace. Join or make another one first.");
}

/** A workspace never loses its last owner, also not when two owners remove each other at once. */
async function changeMember(
  prisma: Database,
  of: { workspaceId: string; userId: string },
  change: (tx: Tx) => Promise<{ count: number }>,
): Promise<void> {
  await prisma.$transaction(async (tx) => {
    await tx.$queryRaw`SELECT 1 FROM "Workspace" WHERE id = ${of.workspaceId} FOR UPDATE`;
    const { count } = await change(tx);
    if (count === 0) throw new PatchbayError("not_found", "There is no such member in this workspace.");
    const owners = await tx.membership.count({ where: { workspaceId: of.workspaceId, role: "owner" } });
    if (owners > 0) return;
    throw new PatchbayError("conflict", "A workspace needs an owner. Make another member an owner first.");
  });
}

function noWorkspace(): PatchbayError {
  return new PatchbayError("not_found", "This workspace no longer exists.");
}
