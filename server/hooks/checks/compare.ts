/** What the ways to check a request share. */
import { timingSafeEqual } from "node:crypto";
import { PatchbayError } from "../../../lib/errors.ts";
import type { WebhookSettings } from "../../../lib/hooks/webhook-settings.ts";

export type Headers = Readonly<Record<string, string | string[] | undefined>>;
/** `body`: as it was sent. `address`: the whole one to which it was sent, with its query as it was written. */
export type Signed = { headers: Headers; body: Uint8Array; address: string; now: number };
/** Throws `forbidden`. */
export type Check = (settings: WebhookSettings, secret: string, request: Signed) => void;

export function demandHeader(headers: Headers, name: string): string {
  const value = headers[name.toLowerCase()];
  if (typeof value === "string") return value;
  throw refused(`It is not signed: the header ${name} is missing.`);
}

/** Empty for what is not in the encoding, which no signature is. */
export function bytesOf(text: string, encoding: "hex" | "base64"): Buffer {
  const isWhole = encoding === "hex" ? /^([0-9a-f]{2})*$/i.test(text) : /^[A-Za-z0-9+/_-]*={0,2}$/.test(text);
  return isWhole ? Buffer.from(text, encoding) : Buffer.alloc(0);
}

export function isSame(made: Buffer, given: Buffer): boolean {
  return made.length === given.length && timingSafeEqual(made, given);
}

/** All are compared, so that the time it takes tells nothing. */
export function demandSame(made: readonly Buffer[], given: readonly Buffer[]): void {
  if (made.flatMap((one) => given.filter((other) => isSame(one, other))).length > 0) return;
  throw refused(
    "Its signature does not fit. Check that the sender has the same secret and signs the body as it is sent.",
  );
}

export function refused(why: string): PatchbayError {
  return new PatchbayError("forbidden", `The request was refused. ${why}`);
}
