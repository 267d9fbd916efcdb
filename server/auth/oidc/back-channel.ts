/**
 * Signing out from the provider's side (OpenID Connect Back-Channel Logout 1.0): the provider names a person in a token that it
 * has signed, and the person's sessions here end.
 */
import { createRemoteJWKSet, jwtVerify } from "jose";
import { z } from "zod";
import type { Database } from "../../../platform/database/db.ts";
import type { Log } from "../../../platform/log.ts";
import { type Oidc, oidcProviderId as providerId } from "../../../platform/oidc-settings.ts";
import type { SignInNotes } from "../../audit/audit-sign-ins.ts";
import type { Provider } from "./discovery.ts";

/** The provider sends a form there; what vouches for it is the signature in that. */
export const backChannelUrl = "/api/auth/oidc/backchannel-logout";
const event = "http://schemas.openid.net/event/backchannel-logout";
/** Older tokens are not taken, whatever they say themselves, and neither are those of a clock that far ahead. */
const validSeconds = 600;
const toleranceSeconds = 30;

/** Section 2.4. A nonce would make it an ID token. Without `sub` it names a session at the provider, which no one knows here. */
const Logout = z.looseObject({
  sub: z.string().min(1),
  jti: z.string().min(1),
  events: z.looseObject({ [event]: z.looseObject({}) }),
  nonce: z.undefined().optional(),
});
const Body = z.object({ logout_token: z.string().min(1).max(20_000) });

type Deps = { oidc: Pick<Oidc, "clientId">; prisma: Database; notes: SignInNotes; log: Pick<Log, "warn"> };
type Keys = ReturnType<typeof createRemoteJWKSet>;

export function openBackChannel({ oidc, prisma, notes, log }: Deps) {
  const keys = new Map<string, Keys>();

  function keysOf({ jwksUrl }: Provider): Keys {
    const found = keys.get(jwksUrl) ?? createRemoteJWKSet(new URL(jwksUrl));
    keys.set(jwksUrl, found);
    return found;
  }

  /** Throws when the token is none of the provider's for this client, or names no person. */
  async function subjectOf(token: string, provider: Provider): Promise<string> {
    const { payload } = await jwtVerify(token, keysOf(provider), {
      issuer: provider.issuer,
      audience: oidc.clientId,
      maxTokenAge: validSeconds,
      clockTolerance: toleranceSeconds,
      ...(provider.algorithms ? { algorithms: provider.algorithms } : {}),
    });
    return Logout.parse(payload).sub;
  }

  async function endSessions(accountId: string, ip: string): Promise<void> {
    const accounts = await prisma.account.findMany({ where: { providerId, accountId }, select: { userId: true } });
    for (const { userId } of accounts) {
      const { count } = await prisma.session.deleteMany({ where: { userId } });
      if (count > 0) await notes.changed("account.signed out", { userId, ip, way: "identity provider" });
    }
  }

  return {
    /** 200 also where there is no such person, or no session: then nothing is left to end. */
    async answer(request: Request, provider: Provider, ip: string): Promise<Response> {
      const headers = { "cache-control": "no-store" };
      const token = Body.safeParse(await request.json()).data?.logout_token ?? "";
      const subject = await subjectOf(token, provider).catch((error: unknown) => {
        log.warn({ err: error }, "the identity provider signed someone out by a token that is not valid here");
      });
      if (subject === undefined) return Response.json({ error: "invalid_request" }, { status: 400, headers });
      await endSessions(subject, ip);
      return new Response(null, { status: 200, headers });
    },
  };
}
