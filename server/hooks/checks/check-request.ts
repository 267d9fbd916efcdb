/** Whether a request may be trusted: its bearer token and its signature, compared in constant time. */
import { createHmac, hash } from "node:crypto";
import { PatchbayError } from "../../../lib/errors.ts";
import type { WebhookSettings } from "../../../lib/hooks/webhook-settings.ts";
import {
  bytesOf,
  type Check,
  demandHeader,
  demandSame,
  type Headers,
  isSame,
  refused,
  type Signed,
} from "./compare.ts";
import { checkSlack, checkStandard, checkStripe } from "./signed-in-time.ts";
import { checkTwilio } from "./twilio.ts";

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

const checks = {
  GitHub: (_, secret, request) => checkOwn(github, secret, request),
  Shopify: (_, secret, request) => checkOwn(shopify, secret, request),
  Slack: checkSlack,
  "Standard Webhooks": checkStandard,
  Stripe: checkStripe,
  Twilio: checkTwilio,
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
/** https://shopify.dev/docs/apps/build/webhooks/subscribe/https */
const shopify: OwnForm = {
  signatureHeader: "X-Shopify-Hmac-Sha256",
  algorithm: "sha256",
  encoding: "base64",
  prefix: "",
};

/** While a secret is changed, senders give several signatures, with commas between them or in headers of one name. */
function checkOwn(form: OwnForm, secret: string, { headers, body }: Signed): void {
  const { signatureHeader, algorithm, encoding, prefix } = form;
  const given = demandHeader(headers, signatureHeader);
  const all = [given, ...given.split(",").map((one) => one.trim())].filter((one) => one.startsWith(prefix));
  if (all.length === 0) throw refused(`The header ${signatureHeader} does not begin with ${prefix}.`);
  // Many write the algorithm before it without saying so.
  const named = prefix === "" ? `${algorithm}=` : prefix;
  const bare = all.map((one) => one.slice(one.startsWith(named) ? named.length : prefix.length).trim());
  const made = createHmac(algorithm, secret).update(body).digest();
  demandSame(
    [made],
    bare.map((one) => bytesOf(one, encoding)),
  );
}
