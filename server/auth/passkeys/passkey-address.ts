import { isIP } from "node:net";
import type { PasskeyAbsence } from "../../../lib/views/account-views.ts";
import type { Env } from "../../../platform/env.ts";

export type PasskeyAddress = { origin: string; rpId: string };
type Settings = Pick<Env, "PATCHBAY_URL" | "PATCHBAY_PASSWORD_SIGN_IN">;

/**
 * The one address that passkeys of this Patchbay are for, or why there can be none. Browsers make passkeys for domains alone,
 * and only where pages come by https or from this machine (WebAuthn, §5.1.3 and “secure contexts”).
 */
export function passkeyAddress(env: Settings): PasskeyAddress | { absent: PasskeyAbsence } {
  // Where an identity provider alone decides who comes in, a passkey would go round it.
  if (!env.PATCHBAY_PASSWORD_SIGN_IN) return { absent: "provider" };
  const { origin, hostname, protocol } = new URL(env.PATCHBAY_URL);
  if (isIP(hostname.replace(/^\[|\]$/g, "")) !== 0) return { absent: "ip" };
  const isLocal = hostname === "localhost" || hostname.endsWith(".localhost");
  if (protocol !== "https:" && !isLocal) return { absent: "http" };
  return { origin, rpId: hostname };
}
