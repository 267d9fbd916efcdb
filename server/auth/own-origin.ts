import type { Env } from "../../platform/env.ts";

/** Our public address, or the very one the browser was asked for: a foreign page cannot choose the Host it sends. */
export function isOwnOrigin(origin: string | undefined | null, host: string | undefined | null, env: Env): boolean {
  if (origin == null || !URL.canParse(origin)) return false;
  const from = new URL(origin);
  if (from.origin === new URL(env.PATCHBAY_URL).origin) return true;
  return from.host === host && (from.protocol === "http:" || from.protocol === "https:");
}
