/** Who administers an installation: the owners of its first workspace, and their keys. */
import { PatchbayError } from "../../lib/errors.ts";
import type { Database } from "../../platform/database/db.ts";
import { type Member, mayDo } from "./authorize.ts";

export async function isAdministrator(prisma: Database, member: Member): Promise<boolean> {
  if (!mayDo(member, "quotas.manage")) return false;
  const [first] = await oldestWorkspaces(prisma, 1);
  return first === member.workspaceId;
}

/** The ids of the oldest workspaces, the first one first. */
export async function oldestWorkspaces(prisma: Database, take: number): Promise<string[]> {
  const orderBy = [{ createdAt: "asc" as const }, { id: "asc" as const }];
  return (await prisma.workspace.findMany({ orderBy, take, select: { id: true } })).map(({ id }) => id);
}

/** Elsewhere there are no quotas to set: of other workspaces not even whether they are there is told. */
export async function assertAdministrator(
  prisma: Database,
  member: Member,
  of: { workspaceId?: string } = {},
): Promise<void> {
  if (await isAdministrator(prisma, member)) return;
  const message = "Quotas of workspaces are set by owners of the installation's first workspace, while they are in it.";
  throw new PatchbayError(of.workspaceId === member.workspaceId ? "forbidden" : "not_found", message);
}
