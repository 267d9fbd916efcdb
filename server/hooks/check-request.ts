/** Whether a request may be trusted: its bearer token and its signature, compared in constant time. */
import { createHmac, hash, timingSafeEqual } from "node:crypto";
import { PatchbayError } from "../../lib/errors.ts";
import type { WebhookSettings } from "../../lib/hooks/webhook-settings.ts";

type Headers = Readonly<Record<string, string | string[] | undefined>>;
type Signed = { headers: Headers; body: Uint8Array; now: number };

export function checkBearer(secret: string, { authorization }: Headers): void {
  const [scheme, token] = typeof authorization === "string" ? authorization.split(/ +/, 2) : [];
  if (scheme?.toLowerCase() === "bearer" && token !== undefined && isSame(digest(token), digest(secret))) return;
  const words = "This webhook takes requests with its token only. Send it as Authorization: Bearer ….";
  throw new PatchbayError("not_signed_in", words);
}

const digest = (text: string): Buffer => hash("sha256", text, "buffer");

/** Throws `forbidden` when the request is not signed with the secret. */
export function checkSignature(settings: WebhookSettings, secret: string, request: Signed): void {
  if (isSigned(settings)) checks[settings.check](settings, secret, request);
}

type Way = Exclude<WebhookSettings["check"], "nothing" | "bearer token">;

export function isSigned<Settings extends Pick<WebhookSettings, "check">>(
  settings: Settings,
): settings is Settings & { check: Way } {
  return settings.check !== "nothing" && settings.check !== "bearer token";
}

type Check = (settings: WebhookSettings, secret: string, request: Signed) => void;

const checks = {
  GitHub: (_, secret, request) => checkOwn(github, secret, request),
  Stripe: checkStripe,
  "own signature": checkOwn,
} as const satisfies Record<Way, Check>;

type OwnForm = Pick<WebhookSettings, "signatureHeader" | "algorithm" | "encoding" | "prefix">;
/** https://docs.github.com/en/webhooks/using-webhooks/validating-webhook-deliveries */
const github: OwnForm = {
  signatureHeader: "X-Hub-Signature-256",
  algorithm: "sha256",
  encoding: "hex",
  prefix: "sha256=",
};

function checkOwn(form: OwnForm, secret: string, { headers, body }: Signed): void {
  const { signatureHeader, algorithm, encoding, prefix } = form;
  const given = headerOf(headers, signatureHeader);
  if (given === undefined) throw refused(`It is not signed: the header ${signatureHeader} is missing.`);
  if (!given.startsWith(prefix)) throw refused(`The header ${signatureHeader} does not begin with ${prefix}.`);
  const made = createHmac(algorithm, secret).update(body).digest();
  if (!isSame(made, bytesOf(given.slice(prefix.length).trim(), encoding))) throw mismatch();
}

/** https://docs.stripe.com/webhooks#verify-manually: the time and the body are signed together. */
function checkStripe({ tolerance }: WebhookSettings, secret: string, { headers, body, now }: Signed): void {
  const header = headerOf(headers, "stripe-signature");
  if (header === undefined) throw refused("It is not signed: the header Stripe-Signature is missing.");
  const parts = header.split(",").map((part) => part.trim().split("=", 2));
  const time = parts.find(([name]) => name === "t")?.[1] ?? "";
  if (!/^\d{1,12}$/.test(time)) throw refused("The header Stripe-Signature has no time.");
  const made = createHmac("sha256", secret).update(`${time}.`).update(body).digest();
  const given = parts.flatMap(([name, value]) => (name === "v1" && value !== undefined ? [bytesOf(value, "hex")] : []));
  // All are compared, so that the time it takes tells nothing.
  if (given.filter((one) => isSame(made, one)).length === 0) throw mismatch();
  if (Math.abs(now / 1000 - Number(time)) > tolerance) {
    throw refused(`Its signature is older than ${tolerance} seconds, or the clocks differ by more than that.`);
  }
}

function headerOf(headers: Headers, name: string): string | undefined {
  const value = headers[name.toLowerCase()];
  return typeof value === "string" ? value : undefined;
}

function bytesOf(text: string, encoding: "hex" | "base64"): Buffer {
  const isWhole = encoding === "hex" ? /^([0-9a-f]{2})*$/i.test(text) : /^[A-Za-z0-9+/]*={0,2}$/.test(text);
  return isWhole ? Buffer.from(text, encoding) : Buffer.alloc(0);
}

function isSame(made: Buffer, given: Buffer): boolean {
  return made.length === given.length && timingSafeEqual(made, given);
}

function mismatch(): PatchbayError {
  return refused(
    "Its signature does not fit. Check that the sender has the same secret and signs the body as it is sent.",
  );
}

function refused(why: string): PatchbayError {
  return new PatchbayError("forbidden", `The request was refused. ${why}`);
}
