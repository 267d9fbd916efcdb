/** Invitations: the only way in for users other than the owner. */

import { Role } from "../../lib/access/role.ts";
import { PatchbayError } from "../../lib/errors.ts";
import type { InvitationView } from "../../lib/views/workspace-views.ts";
import type { Database } from "../../platform/database/db.ts";
import { newId, newToken, sha256 } from "../../platform/ids.ts";
import { assertRoom } from "../../platform/quotas/assert-room.ts";
import { createPerson, type Passwords } from "./account.ts";
import type { Actor } from "./authorize.ts";
import { ensureOwner } from "./owner.ts";
import { customRoleOf, roleColumns, withCustomRole } from "./roles.ts";
import { join } from "./workspaces.ts";

const days = 7;

export type NewInvitation = { workspaceId: string; email?: string | undefined; role: string; createdBy: string };

export async function createInvitation(prisma: Database, ask: NewInvitation): Promise<{ id: string; token: string }> {
  const token = newToken("invite");
  const { workspaceId, email, role, createdBy } = ask;
  const data = {
    ...{ id: newId(), workspaceId, email: email?.toLowerCase() ?? null, createdBy, tokenHash: sha256(token) },
    ...(await roleColumns(prisma, workspaceId, role)),
    expiresAt: new Date(Date.now() + days * 86_400_000),
  };
  const { id } = await prisma.$transaction(async (tx) => {
    await assertRoom(tx, workspaceId, { quota: "members" });
    // An invitation that could not be accepted would disappoint: those that are open count too.
    const open = { workspaceId, acceptedAt: null, revokedAt: null, expiresAt: { gt: new Date() } };
    const more = (await tx.invitation.count({ where: open })) + 1;
    await assertRoom(tx, workspaceId, { quota: "members", more });
    return await tx.invitation.create({ data });
  });
  return { id, token };
}

export async function listInvitations(prisma: Database, workspaceId: string): Promise<InvitationView[]> {
  const rows = await prisma.invitation.findMany({
    where: { workspaceId },
    include: withCustomRole,
    orderBy: { createdAt: "desc" },
    take: 100,
  });
  return rows.map((row) => ({
    id: row.id,
    email: row.email,
    role: Role.parse(row.role),
    customRole: customRoleOf(row),
    status: statusOf(row),
    createdAt: row.createdAt.toISOString(),
    expiresAt: row.expiresAt.toISOString(),
  }));
}

export async function revokeInvitation(prisma: Database, workspaceId: string, id: string): Promise<void> {
  const where = { id, workspaceId, acceptedAt: null, revokedAt: null };
  const { count } = await prisma.invitation.updateMany({ where, data: { revokedAt: new Date() } });
  if (count === 0) throw new PatchbayError("not_found", "There is no open invitation with this id.");
}

/** What the page of an invitation may show before sign-in, and who is signed in already. */
export async function viewInvitation(prisma: Database, actor: Actor, token: string) {
  const row = await findOpen(prisma, token);
  const user = personOf(actor);
  const { workspaceId, email } = row;
  const isMember = user !== undefined && (await isMemberOf(prisma, { workspaceId, userId: user.id }));
  return {
    workspace: row.workspace.name,
    email,
    role: customRoleOf(row)?.name ?? row.role,
    you: user ? { name: user.name, email: user.email } : null,
    memberOf: isMember ? workspaceId : null,
  };
}

function personOf(actor: Actor) {
  return actor.kind === "user" || actor.kind === "guest" ? actor.user : undefined;
}

async function isMemberOf(prisma: Database, where: { workspaceId: string; userId: string }): Promise<boolean> {
  return (await prisma.membership.count({ where })) > 0;
}

/** The newcomer's account; it is absent when the person who asks has signed in. */
export type Acceptance = {
  token: string;
  name?: string | undefined;
  email?: string | undefined;
  password?: string | undefined;
};
/**
 * `emailVerified`: an owner of the first workspace has said whose address this is, so an identity provider that knows it knows
 * the person. Of other workspaces anyone may be an owner, and could make another's account with a password of their own.
 */
type NewPerson = { name: string; email: string; emailVerified: boolean; password: string };
type Deps = { prisma: Database; passwords: Pick<Passwords, "hash"> };

/** Who joined which workspace. */
type Joined = { userId: string; workspaceId: string; role: string; email: string };

/** A signed-in user joins with their account; others get a new one. An invitation can be used once. */
export async function acceptInvitation({ prisma, passwords }: Deps, actor: Actor, ask: Acceptance): Promise<Joined> {
  const invitation = await findOpen(prisma, ask.token);
  const signedIn = personOf(actor);
  const person = signedIn ?? newPersonOf(ask, invitation);
  const email = person.email.toLowerCase();
  if (invitation.email !== null && invitation.email !== email) {
    throw new PatchbayError("forbidden", `This invitation is for ${invitation.email}. Use that address.`);
  }
  // Signed in elsewhere in the same browser while the form was filled in: it would make a member of another person.
  if (signedIn && ask.email !== undefined && ask.email.toLowerCase() !== email) {
    throw new PatchbayError("conflict", `You are now signed in as ${signedIn.email}. Reload the page.`);
  }
  const { workspaceId, role, roleId } = invitation;
  if (signedIn && (await isMemberOf(prisma, { workspaceId, userId: signedIn.id }))) {
    throw new PatchbayError("conflict", `You are a member of “${invitation.workspace.name}” already.`);
  }
  const isFirst = workspaceId === (await ensureOwner(prisma)).workspaceId;
  // Slow on purpose, so not while others wait for the transaction.
  const newcomer = "id" in person ? undefined : await withHash(person, passwords, isFirst);
  // All or nothing: no account without a workspace, and what was refused leaves the invitation good for another try.
  const userId = await prisma.$transaction(async (tx) => {
    const { count } = await tx.invitation.updateMany({
      where: { id: invitation.id, acceptedAt: null, revokedAt: null, expiresAt: { gt: new Date() } },
      data: { acceptedAt: new Date() },
    });
    if (count === 0) throw noInvitation();
    const userId = newcomer ? await createPerson(tx, newcomer) : (signedIn?.id ?? "");
    await join(tx, { workspaceId, userId, role, roleId });
    return userId;
  });
  return { userId, workspaceId, role: customRoleOf(invitation)?.name ?? role, email };
}

async function withHash({ password, ...person }: NewPerson, passwords: Deps["passwords"], isFirst: boolean) {
  const emailVerified = person.emailVerified && isFirst;
  return { ...person, emailVerified, passwordHash: await passwords.hash(password) };
}

function newPersonOf({ name, email, password }: Acceptance, invitation: { email: string | null }): NewPerson {
  if (name === undefined || email === undefined || password === undefined) {
    const message =
      "You are not signed in. Sign in first, or give a name, an address and a password for a new account.";
    throw new PatchbayError("bad_input", message);
  }
  return { name, email: email.toLowerCase(), emailVerified: invitation.email !== null, password };
}

async function findOpen(prisma: Database, token: string) {
  const row = await prisma.invitation.findUnique({
    where: { tokenHash: sha256(token) },
    include: { workspace: true, ...withCustomRole },
  });
  if (!row || statusOf(row) !== "open") throw noInvitation();
  return row;
}

function statusOf(row: { acceptedAt: Date | null; revokedAt: Date | null; expiresAt: Date }): InvitationView["status"] {
  if (row.acceptedAt !== null) return "accepted";
  if (row.revokedAt !== null) return "revoked";
  return row.expiresAt.getTime() <= Date.now() ? "expired" : "open";
}

function noInvitation(): PatchbayError {
  return new PatchbayError("not_found", "This invitation does not work. Ask for a new one.");
}
