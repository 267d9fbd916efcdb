/** What the identity provider says about the person, from the ID token and from its userinfo endpoint. */
import { z } from "zod";
import type { Oidc } from "../../../platform/oidc-settings.ts";
import type { Provider } from "./discovery.ts";

const text = z.string().trim().min(1).max(500).optional().catch(undefined);
const Fields = z.looseObject({
  sub: z.coerce.string().min(1),
  email: text,
  // Some providers send the word instead of the value.
  email_verified: z.union([z.boolean(), z.stringbool()]).optional().catch(undefined),
  name: text,
  preferred_username: text,
});
export type Claims = {
  sub: string;
  email: string | undefined;
  emailVerified: boolean;
  name: string;
  groups: readonly string[];
};

const limitMs = 10_000;
export type Tokens = { idToken?: string | undefined; accessToken?: string | undefined };

/** The ID token has been verified before. Undefined when the two do not speak of the same person (OpenID Connect Core, 5.3.2). */
export async function readClaims(
  tokens: Tokens,
  { oidc, provider }: { oidc: Oidc; provider: Provider },
): Promise<Claims | undefined> {
  const fromToken = Fields.safeParse(payloadOf(tokens.idToken)).data;
  if (!fromToken) return undefined;
  const said = await askUserInfo(tokens, provider);
  const fromUserInfo = said === undefined ? undefined : Fields.safeParse(said).data;
  if (said !== undefined && fromUserInfo?.sub !== fromToken.sub) return undefined;
  // The address and whether it is verified belong together.
  const { email, email_verified: isVerified } = fromUserInfo?.email ? fromUserInfo : fromToken;
  const all = { ...fromToken, ...fromUserInfo };
  return {
    sub: fromToken.sub,
    email: email?.toLowerCase(),
    emailVerified: isVerified === true || (oidc.trustsEmail && isVerified === undefined),
    name: all.name ?? all.preferred_username ?? email ?? "",
    groups: groupsIn(fromUserInfo, oidc.groupsClaim) ?? groupsIn(fromToken, oidc.groupsClaim) ?? [],
  };
}

function payloadOf(idToken: string | undefined): unknown {
  const payload = idToken?.split(".")[1];
  if (payload === undefined) return undefined;
  try {
    return JSON.parse(Buffer.from(payload, "base64url").toString());
  } catch {
    return undefined;
  }
}

async function askUserInfo({ accessToken }: Tokens, { userInfoUrl }: Provider): Promise<unknown> {
  if (userInfoUrl === undefined || accessToken === undefined) return undefined;
  const headers = { authorization: `Bearer ${accessToken}`, accept: "application/json" };
  const response = await fetch(userInfoUrl, { headers, signal: AbortSignal.timeout(limitMs) });
  if (!response.ok) throw new Error(`the userinfo endpoint answered ${response.status}`);
  return await response.json();
}

/** A list, or one name; undefined where there is no such claim. */
function groupsIn(claims: unknown, path: string): string[] | undefined {
  const whole = ownField(claims, path);
  const found = whole ?? path.split(".").reduce(ownField, claims);
  const parsed = z.union([z.array(z.unknown()), z.string()]).safeParse(found).data;
  return parsed === undefined ? undefined : [parsed].flat().filter((group) => typeof group === "string");
}

function ownField(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null && Object.hasOwn(value, name)
    ? Reflect.get(value, name)
    : undefined;
}
