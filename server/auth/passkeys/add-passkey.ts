/** Adding a passkey: what the browser is to ask the authenticator for, and what comes back. */
import {
  generateRegistrationOptions,
  type RegistrationResponseJSON,
  verifyRegistrationResponse,
} from "@simplewebauthn/server";
import { PatchbayError } from "../../../lib/errors.ts";
import type { Database } from "../../../platform/database/db.ts";
import { newId } from "../../../platform/ids.ts";
import { makeChallenge, spendChallenge } from "./challenges.ts";
import type { PasskeyAddress } from "./passkey-address.ts";

const most = 20;

type Deps = { prisma: Database; address: PasskeyAddress };
type NewPasskey = { userId: string; name: string; response: RegistrationResponseJSON };

/** Asks for one that names the person by itself and checks who uses it: it is to stand for name and password. */
export async function passkeyRequest({ prisma, address }: Deps, userId: string) {
  const user = await prisma.user.findUniqueOrThrow({ where: { id: userId }, include: { passkeys: true } });
  if (user.passkeys.length >= most) {
    throw new PatchbayError("conflict", `An account has at most ${most} passkeys. Remove one first.`);
  }
  return await generateRegistrationOptions({
    rpName: "Patchbay",
    rpID: address.rpId,
    userName: user.email,
    userDisplayName: user.name,
    userID: Buffer.from(userId),
    challenge: await makeChallenge(prisma, { userId }),
    excludeCredentials: user.passkeys.map(({ credentialId: id, transports }) => ({ id, transports })),
    authenticatorSelection: { residentKey: "required", userVerification: "required" },
  });
}

/** Undefined for an answer that does not fit: to another challenge, from another address, or without asking the person. */
export async function addPasskey({ prisma, address }: Deps, { userId, name, response }: NewPasskey) {
  const info = await verified({ prisma, address }, { userId, response });
  if (!info) return undefined;
  const { id: credentialId, publicKey, counter } = info.credential;
  const data = {
    ...{ id: newId(), userId, name, credentialId, publicKey, counter, isSynced: info.credentialBackedUp },
    transports: (info.credential.transports ?? []).filter((one) => /^[a-z-]{1,32}$/.test(one)).slice(0, 10),
  };
  const { count } = await prisma.passkey.createMany({ data, skipDuplicates: true });
  return count === 1 ? { id: data.id } : undefined;
}

async function verified({ prisma, address }: Deps, { userId, response }: Omit<NewPasskey, "name">) {
  const { verified: isGood, registrationInfo } = await verifyRegistrationResponse({
    response,
    expectedChallenge: (challenge) => spendChallenge(prisma, challenge, { userId }),
    expectedOrigin: address.origin,
    expectedRPID: address.rpId,
    requireUserVerification: true,
  }).catch(() => ({ verified: false as const, registrationInfo: undefined }));
  return isGood ? registrationInfo : undefined;
}
