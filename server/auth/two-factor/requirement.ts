/** A workspace may ask its members for a second factor. Those without a password come in by ways that have their own. */
import type { Database } from "../../../platform/database/db.ts";

export async function requiresTwoFactor(prisma: Database, workspaceId: string): Promise<boolean> {
  const row = await prisma.workspace.findUnique({ where: { id: workspaceId }, select: { requiresTwoFactor: true } });
  return row?.requiresTwoFactor === true;
}

export async function setRequiresTwoFactor(prisma: Database, workspaceId: string, required: boolean): Promise<void> {
  await prisma.workspace.update({ where: { id: workspaceId }, data: { requiresTwoFactor: required } });
}

export async function lacksTwoFactor(prisma: Database, userId: string): Promise<boolean> {
  const where = { id: userId, twoFactorEnabled: false, accounts: { some: { providerId: "credential" } } };
  return (await prisma.user.count({ where })) > 0;
}
