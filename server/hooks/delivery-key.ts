/** By what the sender of a request knows the delivery: requests with one key make one run. */
import { PatchbayError } from "../../lib/errors.ts";
import type { WebhookSettings } from "../../lib/hooks/webhook-settings.ts";
import { cloudEventKey } from "./cloud-event.ts";
import { type HookRequest, jsonOf } from "./read-event.ts";

const knownHeaders = ["x-github-delivery", "webhook-id", "svix-id", "idempotency-key", "i-twilio-idempotency-token"];

type ReadJson = (bytes: Buffer) => Promise<unknown>;

/** A header, or an id in the body of those who send it there. Undefined where there is none. */
export async function keyOf(
  { deliveryHeader, check, body: way }: WebhookSettings,
  request: HookRequest,
  readJson: ReadJson,
): Promise<string | undefined> {
  const { headers } = request;
  const names = deliveryHeader === "" ? knownHeaders : [deliveryHeader.toLowerCase()];
  for (const name of names) {
    const value = textIn(headers[name]);
    if (value !== "") return storable(`${name} ${value}`);
  }
  if (deliveryHeader !== "") return undefined;
  // One event of a shop may be told under several topics.
  const shop = textIn(headers["x-shopify-event-id"]);
  if (shop !== "") return storable(`x-shopify-event-id ${textIn(headers["x-shopify-topic"])} ${shop}`);
  if (way === "CloudEvent") {
    const known = await cloudEventKey(request, readJson);
    return known === undefined ? undefined : storable(known);
  }
  const field = check === "Stripe" ? "id" : check === "Slack" ? "event_id" : undefined;
  if (field === undefined) return undefined;
  const event = await jsonOf({ readJson }, request).catch(() => null);
  const id = typeof event === "object" && event !== null && !Array.isArray(event) ? event[field] : undefined;
  return typeof id === "string" && id !== "" ? storable(`${check.toLowerCase()} ${id}`) : undefined;
}

const textIn = (header: string | string[] | undefined) => (typeof header === "string" ? header.trim() : "");

function storable(key: string): string {
  if (!key.includes("\0") && key.isWellFormed()) return key;
  throw new PatchbayError("bad_input", "The id of the delivery holds characters that are not taken.");
}
