/** Sign-ins in the audit log of each workspace that the person belongs to. */
import type { Role } from "../../lib/access/role.ts";
import type { Database } from "../../platform/database/db.ts";
import type { Log } from "../../platform/log.ts";
import type { AuditLog } from "./audit-log.ts";

type Deps = { prisma: Database; audit: AuditLog; log: Log };
export type SignInWay =
  | "password"
  | "password and code"
  | "password and recovery code"
  | "password and passkey"
  | "passkey"
  | "link"
  | "identity provider";
type Who = { userId: string } | { email: string };
type Attempt = Who & { ip: string; way: SignInWay; reason?: string };

export type SignInNotes = {
  succeeded(attempt: Attempt): Promise<void>;
  /**
   * An address that belongs to no account is in no workspace's log, unless an identity provider vouches for it: then it is in
   * the one that newcomers join.
   */
  failed(attempt: Attempt & { home?: string }): Promise<void>;
  /** Something about how a person signs in was changed by themselves. */
  changed(action: string, attempt: Attempt): Promise<void>;
  /** The identity provider's groups made the person a member, or gave them another role. */
  member(
    action: "member.joined" | "member.role changed",
    of: { userId: string; workspaceId: string; role: Role; ip: string },
  ): Promise<void>;
};

/** None of these throws: people sign in all the same when that cannot be noted. */
export function noteSignIns({ prisma, audit, log }: Deps): SignInNotes {
  const note = async (action: string, { home, ...attempt }: Attempt & { home?: string }) => {
    const where = "userId" in attempt ? { id: attempt.userId } : { email: attempt.email.toLowerCase() };
    const user = await prisma.user.findUnique({ where, include: { memberships: true } });
    const name = user?.email ?? ("email" in attempt ? attempt.email : "");
    const { ip, way, reason } = attempt;
    const own = user?.memberships.map(({ workspaceId }) => workspaceId) ?? [];
    const workspaces = own.length === 0 && home !== undefined ? [home] : own;
    for (const workspaceId of workspaces) {
      await audit.record({
        ...{ workspaceId, action, kind: action.startsWith("sign-in") ? "sign-in" : "account", ip },
        actor: { kind: "user", id: user?.id ?? "", name },
        target: { id: null, name: null },
        details: { way, ...(reason === undefined ? {} : { reason }) },
      });
    }
  };
  const safely = (work: Promise<void>) =>
    work.catch((error) => log.error({ err: error }, "a sign-in was not noted in the audit log"));
  return {
    succeeded: (attempt) => safely(note("sign-in.succeeded", attempt)),
    failed: (attempt) => safely(note("sign-in.failed", attempt)),
    changed: (action, attempt) => safely(note(action, attempt)),
    member: (action, { userId, workspaceId, role, ip }) =>
      safely(
        (async () => {
          const user = await prisma.user.findUnique({ where: { id: userId }, select: { email: true } });
          const who = { id: userId, name: user?.email ?? "" };
          const details = { role, way: "identity provider" };
          const actor = { kind: "user" as const, ...who };
          await audit.record({ workspaceId, ip, action, kind: "member", actor, target: who, details });
        })(),
      ),
  };
}
