/** https://www.twilio.com/docs/usage/webhooks/webhooks-security: the address is signed, and a form with it. */
import { createHmac, hash } from "node:crypto";
import type { WebhookSettings } from "../../../lib/hooks/webhook-settings.ts";
import { readPairs } from "../bodies/text-of.ts";
import { bytesOf, demandHeader, demandSame, isSame, refused, type Signed } from "./compare.ts";

export function checkTwilio(_settings: WebhookSettings, secret: string, request: Signed): void {
  const given = bytesOf(demandHeader(request.headers, "X-Twilio-Signature"), "base64");
  const signed = signedPart(request);
  const made = addressesOf(request.address).map((address) =>
    createHmac("sha1", secret).update(`${address}${signed}`).digest(),
  );
  demandSame(made, [given]);
}

/** What is signed behind the address: the fields of a form in the order of their names. Other bodies are in the address. */
function signedPart({ headers, body, address }: Signed): string {
  if (body.length === 0) return "";
  const type = String(headers["content-type"] ?? "").toLowerCase();
  if (type.startsWith("application/x-www-form-urlencoded")) {
    return fieldsIn(Buffer.from(body).toString("latin1"), type);
  }
  const digest = new URL(address).searchParams.get("bodySHA256") ?? "";
  if (isSame(hash("sha256", body, "buffer"), bytesOf(digest, "hex"))) return "";
  throw refused("Its body is not signed: the query “bodySHA256” is missing, or is another body's.");
}

/** Each value of a name once. Throws `too_large`, as the reading of the body would. */
function fieldsIn(written: string, contentType: string): string {
  const fields = new Map<string, Set<string>>();
  for (const [name, value] of readPairs(written, contentType)) {
    const values = fields.get(name) ?? new Set();
    fields.set(name, values.add(value));
  }
  const names = [...fields.keys()].sort();
  return names.flatMap((name) => [...(fields.get(name) ?? [])].sort().map((value) => `${name}${value}`)).join("");
}

/** With and without the port, of which Twilio says that it may be left out. */
function addressesOf(address: string): string[] {
  const [, scheme = "", host = "", rest = ""] = /^(https?):\/\/([^/?#]*)(.*)$/.exec(address) ?? [];
  const bare = host.replace(/:\d+$/, "");
  const port = scheme === "https" ? 443 : 80;
  return [...new Set([host, bare, `${bare}:${port}`])].map((one) => `${scheme}://${one}${rest}`);
}
