/** What an identity provider says about itself (OpenID Connect Discovery 1.0), and whether it answers. */
import { z } from "zod";
import type { Oidc } from "../../../platform/oidc-settings.ts";

const Address = z.string().refine((value) => URL.canParse(value));
const Discovered = z.object({
  issuer: z.string(),
  authorization_endpoint: Address,
  token_endpoint: Address,
  jwks_uri: Address,
  userinfo_endpoint: Address.optional(),
  end_session_endpoint: z.string().optional(),
  id_token_signing_alg_values_supported: z.array(z.string()).optional(),
});
export type Provider = {
  /** As it calls itself. */
  issuer: string;
  userInfoUrl: string | undefined;
  jwksUrl: string;
  /** By which it may sign. */
  algorithms: string[] | undefined;
  /** All that signing in depends on: another one when the provider has moved, or signs in another way. */
  fingerprint: string;
};

const limitMs = 4000;
/** How long an answer counts: a page that everyone may load must not become a way to call the provider at will. */
const freshMs = 15_000;

export const discoveryUrl = ({ issuer }: Pick<Oidc, "issuer">) =>
  `${issuer.replace(/\/+$/, "")}/.well-known/openid-configuration`;

export type Discovery = {
  /** Throws a sentence for the log when the provider does not answer as one. */
  provider(): Promise<Provider>;
};

export function openDiscovery(oidc: Pick<Oidc, "issuer">): Discovery {
  let last: { at: number; found: Promise<Provider> } | undefined;
  return {
    provider() {
      if (last === undefined || Date.now() - last.at > freshMs) {
        last = { at: Date.now(), found: discover(oidc) };
        // It may be that only the next caller waits for it.
        last.found.catch(() => {});
      }
      return last.found;
    },
  };
}

async function discover({ issuer }: Pick<Oidc, "issuer">): Promise<Provider> {
  const address = discoveryUrl({ issuer });
  const response = await fetch(address, { signal: AbortSignal.timeout(limitMs) });
  if (!response.ok) throw new Error(`${address} answered ${response.status}`);
  const parsed = Discovered.safeParse(await response.json());
  if (!parsed.success) throw new Error(`${address} does not describe an identity provider`);
  const { issuer: named, userinfo_endpoint: userInfoUrl, jwks_uri: jwksUrl } = parsed.data;
  if (bare(named) !== bare(issuer)) throw new Error(`${address} is of ${named}; set PATCHBAY_OIDC_ISSUER to that`);
  const { id_token_signing_alg_values_supported: algorithms } = parsed.data;
  return { issuer: named, userInfoUrl, jwksUrl, algorithms, fingerprint: JSON.stringify(parsed.data) };
}

const bare = (issuer: string) => issuer.replace(/\/+$/, "");
