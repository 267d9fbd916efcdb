/** Signatures over a time and the body: they hold for as long as “Tolerance” says. */
import { createHmac } from "node:crypto";
import type { WebhookSettings } from "../../../lib/hooks/webhook-settings.ts";
import { bytesOf, demandHeader, demandSame, type Headers, refused, type Signed } from "./compare.ts";

/** https://docs.stripe.com/webhooks#verify-manually */
export function checkStripe(settings: WebhookSettings, secret: string, { headers, body, now }: Signed): void {
  const header = demandHeader(headers, "Stripe-Signature");
  const parts = header.split(",").map((part) => part.trim().split("=", 2));
  const time = timeIn("Stripe-Signature", parts.find(([name]) => name === "t")?.[1]);
  const given = parts.flatMap(([name, value]) => (name === "v1" && value !== undefined ? [bytesOf(value, "hex")] : []));
  demandSame([createHmac("sha256", secret).update(`${time}.`).update(body).digest()], given);
  demandFresh(settings, { time, now });
}

/** https://docs.slack.dev/authentication/verifying-requests-from-slack */
export function checkSlack(settings: WebhookSettings, secret: string, { headers, body, now }: Signed): void {
  const header = demandHeader(headers, "X-Slack-Signature");
  const time = timeOf(headers, "X-Slack-Request-Timestamp");
  const given = header.split(",").map((one) => bytesOf(one.trim().replace(/^v0=/, ""), "hex"));
  demandSame([createHmac("sha256", secret).update(`v0:${time}:`).update(body).digest()], given);
  demandFresh(settings, { time, now });
}

/** With which the names of its headers begin: Svix, from which Standard Webhooks comes, has names of its own. */
export const standardNames = (headers: Headers) => (headers["svix-signature"] === undefined ? "webhook" : "svix");

/** https://www.standardwebhooks.com */
export function checkStandard(settings: WebhookSettings, secret: string, { headers, body, now }: Signed): void {
  const by = standardNames(headers) === "svix" ? "Svix" : "Webhook";
  const header = demandHeader(headers, `${by}-Signature`);
  const id = demandHeader(headers, `${by}-Id`);
  const time = timeOf(headers, `${by}-Timestamp`);
  const given = header.split(/\s+/).flatMap((one) => (one.startsWith("v1,") ? [bytesOf(one.slice(3), "base64")] : []));
  if (given.length === 0) throw refused(`The header ${by}-Signature has no signature that begins with v1,.`);
  const made = keysOf(secret).map((key) => createHmac("sha256", key).update(`${id}.${time}.`).update(body).digest());
  demandSame(made, given);
  demandFresh(settings, { time, now });
}

/** The secret is base64 behind `whsec_`; some senders take its text for the key. */
function keysOf(secret: string): Buffer[] {
  const bytes = bytesOf(secret.replace(/^whsec_/, ""), "base64");
  return [Buffer.from(secret), ...(bytes.length > 0 ? [bytes] : [])];
}

const timeOf = (headers: Headers, name: string) => timeIn(name, demandHeader(headers, name));

function timeIn(header: string, text: string | undefined): string {
  if (text !== undefined && /^\d{1,12}$/.test(text)) return text;
  throw refused(`The header ${header} has no time.`);
}

function demandFresh({ tolerance }: WebhookSettings, { time, now }: { time: string; now: number }): void {
  if (Math.abs(now / 1000 - Number(time)) <= tolerance) return;
  throw refused(`Its signature is older than ${tolerance} seconds, or the clocks differ by more than that.`);
}
