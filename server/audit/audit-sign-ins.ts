/** Sign-ins in the audit log of each workspace that the person belongs to. */
import type { Database } from "../../platform/database/db.ts";
import type { AuditLog } from "./audit-log.ts";

type Deps = { prisma: Database; audit: AuditLog };
type SignIn = { ip: string } & ({ userId: string } | { email: string });

/** `action`: “sign-in.succeeded” or “sign-in.failed”. An address that belongs to no account is in no workspace's log. */
export async function auditSignIn({ prisma, audit }: Deps, action: string, { ip, ...who }: SignIn): Promise<void> {
  const where = "userId" in who ? { id: who.userId } : { email: who.email.toLowerCase() };
  const user = await prisma.user.findUnique({ where, include: { memberships: true } });
  for (const { workspaceId } of user?.memberships ?? []) {
    const actor = { kind: "user" as const, id: user?.id ?? "", name: user?.email ?? "" };
    const target = { id: null, name: null };
    await audit.record({ workspaceId, actor, action, kind: "sign-in", target, details: {}, ip });
  }
}

/** To be told of each session that begins. */
export function noteSignIns(deps: Deps): (session: { userId: string; ip: string }) => Promise<void> {
  return (session) => auditSignIn(deps, "sign-in.succeeded", session);
}
