/** Signing in with a passkey: a plugin of better-auth, which makes the session and its cookie as for every other way in. */
import {
  type AuthenticationResponseJSON,
  generateAuthenticationOptions,
  verifyAuthenticationResponse,
} from "@simplewebauthn/server";
import type { BetterAuthPlugin } from "better-auth";
import { APIError, createAuthEndpoint } from "better-auth/api";
import { expireCookie, setSessionCookie } from "better-auth/cookies";
import { z } from "zod";
import type { Database } from "../../../platform/database/db.ts";
import type { Passkey } from "../../../prisma/generated/client.ts";
import type { SignInNotes } from "../../audit/audit-sign-ins.ts";
import { makeChallenge, spendChallenge } from "./challenges.ts";
import type { PasskeyAddress } from "./passkey-address.ts";

type Deps = { prisma: Database; notes: SignInNotes | undefined; address: PasskeyAddress };

const Text = z.string().max(20_000);
export const Credential = z.object({
  id: Text,
  rawId: Text,
  type: z.literal("public-key"),
  clientExtensionResults: z.object({}),
});
const Answer = Credential.extend({
  response: z.object({
    clientDataJSON: Text,
    authenticatorData: Text,
    signature: Text,
    userHandle: Text.optional(),
  }),
});
const Body = z.object({ response: Answer, afterPassword: z.boolean().optional() });

/** better-auth's name for the cookie of those who have given the password of an account with a second factor. */
const halfWay = "two_factor";

const refuse = (code: string, message: string) => new APIError("UNAUTHORIZED", { code, message });
const unknown = () =>
  refuse("not_signed_in", "This passkey does not belong to an account here. Use another one, or sign in another way.");

export function passkeySignIn({ prisma, notes, address }: Deps) {
  const options = createAuthEndpoint("/passkey/sign-in-options", { method: "POST" }, async (ctx) =>
    ctx.json(
      await generateAuthenticationOptions({
        rpID: address.rpId,
        challenge: await makeChallenge(prisma, "sign-in"),
        userVerification: "required",
      }),
    ),
  );

  const signIn = createAuthEndpoint("/passkey/sign-in", { method: "POST", body: Body }, async (ctx) => {
    const { response, afterPassword } = ctx.body;
    const ip = ctx.headers?.get("x-patchbay-ip") ?? "";
    const way = afterPassword ? "password and passkey" : "passkey";
    const passkey = await prisma.passkey.findUnique({ where: { credentialId: response.id } });
    if (!passkey) throw unknown();
    const { userId } = passkey;
    if (!(await isProven({ prisma, address }, passkey, response))) {
      await notes?.failed({ userId, ip, way });
      throw refuse("not_signed_in", "This passkey was not accepted. Try again, or sign in another way.");
    }
    const cookie = ctx.context.createAuthCookie(halfWay);
    if (afterPassword) {
      const begun = await ctx.getSignedCookie(cookie.name, ctx.context.secret);
      const challenge = begun ? await ctx.context.internalAdapter.consumeVerificationValue(begun) : undefined;
      if (!challenge) throw refuse("INVALID_TWO_FACTOR_COOKIE", "Start again with your password.");
      if (challenge.value !== userId) {
        throw refuse("INVALID_TWO_FACTOR_COOKIE", "This passkey belongs to another account.");
      }
    }
    const user = await ctx.context.internalAdapter.findUserById(userId);
    if (!user) throw unknown();
    const session = await ctx.context.internalAdapter.createSession(userId);
    await setSessionCookie(ctx, { session, user });
    expireCookie(ctx, cookie);
    await notes?.succeeded({ userId, ip, way });
    return ctx.json({ ok: true });
  });

  return { id: "patchbay-passkeys", endpoints: { options, signIn } } satisfies BetterAuthPlugin;
}

/** Of two answers with the same count, one is a copy's: an authenticator that counts counts each use. */
async function isProven(
  { prisma, address }: Pick<Deps, "prisma" | "address">,
  passkey: Passkey,
  response: z.infer<typeof Answer>,
): Promise<boolean> {
  const { id, credentialId, publicKey, counter, userId } = passkey;
  const { userHandle, ...signed } = response.response;
  if (userHandle !== undefined && Buffer.from(userHandle, "base64url").toString() !== userId) return false;
  const said: AuthenticationResponseJSON = {
    ...{ id: response.id, rawId: response.rawId, type: response.type, clientExtensionResults: {} },
    response: signed,
  };
  const result = await verifyAuthenticationResponse({
    response: said,
    expectedChallenge: (challenge) => spendChallenge(prisma, challenge, "sign-in"),
    expectedOrigin: address.origin,
    expectedRPID: address.rpId,
    credential: { id: credentialId, publicKey, counter: Number(counter) },
    requireUserVerification: true,
  }).catch(() => undefined);
  if (!result?.verified) return false;
  const { newCounter, credentialBackedUp } = result.authenticationInfo;
  const data = { counter: newCounter, lastUsedAt: new Date(), isSynced: credentialBackedUp };
  return (await prisma.passkey.updateMany({ where: { id, counter }, data })).count === 1;
}
