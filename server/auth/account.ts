/** What people may change about themselves: name, address and password. Sessions and sign-in are better-auth's. */

import { PatchbayError } from "../../lib/errors.ts";
import { defined } from "../../lib/values/defined.ts";
import type { AccountView } from "../../lib/views/account-views.ts";
import type { Database } from "../../platform/database/db.ts";
import { newId } from "../../platform/ids.ts";
import { oidcProviderId } from "../../platform/oidc-settings.ts";
import { Prisma } from "../../prisma/generated/client.ts";
import type { Tx } from "./workspaces.ts";

/** The sign-in's own way to keep a password. */
export type Passwords = {
  hash(password: string): Promise<string>;
  verify(password: string, hash: string): Promise<boolean>;
};
type Deps = { prisma: Database; passwords: Passwords };

/** The name under which better-auth keeps passwords. */
const providerId = "credential";

/** `provider`: the name of this Patchbay's identity provider. */
export async function getAccount(
  prisma: Database,
  { userId, provider, passkeys }: { userId: string; provider: string | undefined } & Pick<AccountView, "passkeys">,
): Promise<AccountView> {
  const user = await prisma.user.findUnique({ where: { id: userId }, include: { accounts: true } });
  if (!user) throw new PatchbayError("not_found", "This account no longer exists.");
  const { name, email, accounts, twoFactorEnabled: hasTwoFactor } = user;
  const isConnected = accounts.some((account) => account.providerId === oidcProviderId);
  return {
    ...{ name, email, passkeys, hasTwoFactor, hasPassword: (await findPassword(prisma, userId)) !== undefined },
    ...(provider === undefined ? {} : { provider: { name: provider, isConnected } }),
  };
}

export type AccountChange = { name?: string | undefined; email?: string | undefined };

/**
 * Patchbay sends no mail, so a new address counts at once, but proves nothing: an identity provider that knows its owner must
 * not lead that person into this account.
 */
export async function updateAccount(prisma: Database, userId: string, change: AccountChange): Promise<void> {
  const { name, email } = change;
  // The sign-in looks addresses up in small letters.
  const address = email?.toLowerCase();
  try {
    await prisma.$transaction(async (tx) => {
      const isOther = { id: userId, email: { not: address ?? "" } };
      if (address !== undefined) await tx.user.updateMany({ where: isOther, data: { emailVerified: false } });
      await tx.user.update({ where: { id: userId }, data: defined({ name, email: address }) });
    });
  } catch (error) {
    if (!isTaken(error)) throw error;
    throw new PatchbayError("conflict", "This address is already in use. Choose another one.");
  }
}

type NewPerson = { name: string; email: string; emailVerified: boolean; passwordHash: string };

/** Makes a person who can sign in with a password; throws `conflict` when the address is taken. Returns their id. */
export async function createPerson(tx: Tx, { passwordHash, ...person }: NewPerson): Promise<string> {
  const userId = newId();
  try {
    await tx.user.create({ data: { id: userId, ...person } });
  } catch (error) {
    if (!isTaken(error)) throw error;
    const message = "There is already an account with this address. Sign in first, then open the invitation again.";
    throw new PatchbayError("conflict", message);
  }
  await tx.account.create({ data: { id: newId(), userId, providerId, accountId: userId, password: passwordHash } });
  return userId;
}

function isTaken(error: unknown): boolean {
  return error instanceof Prisma.PrismaClientKnownRequestError && error.code === "P2002";
}

export type NewPassword = {
  userId: string;
  password: string;
  /** Needed when there is a password already. */
  currentPassword?: string | undefined;
  /** The only session that goes on. */
  sessionId?: string | undefined;
};

/** Sets the first password or changes it, and ends the person's other sessions. */
export async function setPassword({ prisma, passwords }: Deps, ask: NewPassword): Promise<void> {
  const { userId, sessionId } = ask;
  const current = await findPassword(prisma, userId);
  if (current !== undefined && !(await passwords.verify(ask.currentPassword ?? "", current))) {
    throw new PatchbayError("bad_input", "The current password is wrong. Check it and try again.");
  }
  const password = await passwords.hash(ask.password);
  await prisma.$transaction(async (tx) => {
    // Of two changes at once, the second would have been checked against a password that is gone.
    await tx.$queryRaw`SELECT 1 FROM "User" WHERE id = ${userId} FOR UPDATE`;
    if ((await findPassword(tx, userId)) !== current) {
      throw new PatchbayError("conflict", "The password was changed a moment ago. Reload the page.");
    }
    const { count } = await tx.account.updateMany({ where: { userId, providerId }, data: { password } });
    if (count === 0) {
      await tx.account.create({ data: { id: newId(), userId, providerId, accountId: userId, password } });
    }
    await tx.session.deleteMany({ where: { userId, ...(sessionId === undefined ? {} : { id: { not: sessionId } }) } });
  });
}

/** True for an account without a password, too: there is none to give. */
export async function isPasswordOf(
  { prisma, passwords }: Deps,
  { userId, password }: { userId: string; password: string },
): Promise<boolean> {
  const hash = await findPassword(prisma, userId);
  return hash === undefined || (await passwords.verify(password, hash));
}

async function findPassword(prisma: Pick<Database, "account">, userId: string): Promise<string | undefined> {
  const account = await prisma.account.findFirst({ where: { userId, providerId } });
  return account?.password ?? undefined;
}
