import { createHmac, timingSafeEqual } from "node:crypto";
import type { Secrets } from "../../../platform/vault/secrets.ts";

const ours = /^(?:__Secure-)?patchbay\./;

/**
 * The headers with our cookies signed under the current secret where another accepted one had signed them: better-auth
 * knows only one. A signed cookie is `value.signature`, URI-encoded; the signature is the HMAC-SHA256 in base64.
 */
export function resignCookies(headers: Headers, { current, others }: Secrets): Headers {
  const cookies = headers.get("cookie");
  if (cookies === null || others.length === 0) return headers;
  const resigned = cookies.split(/; */).map((cookie) => {
    const [name = "", ...rest] = cookie.split("=");
    return ours.test(name) ? `${name}=${resign(rest.join("="), { current, others })}` : cookie;
  });
  const changed = new Headers(headers);
  changed.set("cookie", resigned.join("; "));
  return changed;
}

function resign(encoded: string, { current, others }: Secrets): string {
  const signed = decoded(encoded);
  const dot = signed?.lastIndexOf(".") ?? -1;
  if (signed === undefined || dot <= 0) return encoded;
  const value = signed.slice(0, dot);
  const given = Buffer.from(signed.slice(dot + 1));
  const isOf = (secret: string) => {
    const right = Buffer.from(signature(value, secret));
    return right.length === given.length && timingSafeEqual(right, given);
  };
  return others.some(isOf) ? encodeURIComponent(`${value}.${signature(value, current)}`) : encoded;
}

function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}

const signature = (value: string, secret: string) => createHmac("sha256", secret).update(value).digest("base64");
