/** What an authenticator is asked to sign: each counts once, for a few minutes, and only for what it was made for. */
import { randomBytes } from "node:crypto";
import type { Database } from "../../../platform/database/db.ts";
import { newId, sha256 } from "../../../platform/ids.ts";

const lifetimeMs = 5 * 60_000;
const prefix = "passkey-";

/** `userId`: who is to add a passkey. */
type Purpose = "sign-in" | { userId: string };

/** 32 random bytes. */
export async function makeChallenge(prisma: Database, purpose: Purpose): Promise<Buffer<ArrayBuffer>> {
  const now = Date.now();
  await prisma.verification.deleteMany({
    where: { identifier: { startsWith: prefix }, expiresAt: { lt: new Date() } },
  });
  const challenge = randomBytes(32);
  const expiresAt = new Date(now + lifetimeMs);
  const identifier = identifierOf(challenge.toString("base64url"));
  await prisma.verification.create({ data: { id: newId(), identifier, value: nameOf(purpose), expiresAt } });
  return challenge;
}

/** False for one that was never made, has been used, is too old, or was made for something else. In base64url. */
export async function spendChallenge(prisma: Database, challenge: string, purpose: Purpose): Promise<boolean> {
  const where = { identifier: identifierOf(challenge), value: nameOf(purpose), expiresAt: { gt: new Date() } };
  return (await prisma.verification.deleteMany({ where })).count === 1;
}

const identifierOf = (challenge: string) => `${prefix}${sha256(challenge)}`;
const nameOf = (purpose: Purpose) => (purpose === "sign-in" ? purpose : `add ${purpose.userId}`);
