import type { Database } from "../../platform/database/db.ts";
import { newId } from "../../platform/ids.ts";

/** At the start of a process: a database that is busy, or another process that is at it, is waited for. */
const patience = { maxWait: 30_000, timeout: 60_000 };

export type Owner = { userId: string; email: string; workspaceId: string };

/** The first owner. On an empty database makes the person and their workspace; afterwards finds them. */
export async function ensureOwner(prisma: Database): Promise<Owner> {
  return await prisma.$transaction(async (tx) => {
    // Seed and web process may both come first; one waits here for the other.
    await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtext('patchbay.owner'))`;
    const membership = await tx.membership.findFirst({
      where: { role: "owner" },
      // Of the oldest workspace, also when its first owner has left: everyone may own one that is younger.
      orderBy: [{ workspace: { createdAt: "asc" } }, { createdAt: "asc" }],
      include: { user: true },
    });
    if (membership) {
      const { userId, workspaceId, user } = membership;
      return { userId, workspaceId, email: user.email };
    }
    const user = await tx.user.create({
      data: { id: newId(), name: "Owner", email: "owner@patchbay.local", emailVerified: true },
    });
    const workspace = await tx.workspace.create({
      data: { id: newId(), name: "My workspace", defaultModel: { provider: "built-in", model: "" } },
    });
    await tx.membership.create({ data: { workspaceId: workspace.id, userId: user.id, role: "owner" } });
    return { userId: user.id, workspaceId: workspace.id, email: user.email };
  }, patience);
}
