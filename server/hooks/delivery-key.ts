/** By what the sender of a request knows the delivery: requests with one key make one run. */
import { PatchbayError } from "../../lib/errors.ts";
import type { WebhookSettings } from "../../lib/hooks/webhook-settings.ts";
import { standardNames } from "./checks/signed-in-time.ts";
import { cloudEventKey } from "./cloud-event.ts";
import { type HookRequest, jsonOf } from "./read-event.ts";

const knownHeaders = ["x-github-delivery", "webhook-id", "svix-id", "idempotency-key", "i-twilio-idempotency-token"];

type ReadJson = (bytes: Buffer) => Promise<unknown>;

/**
 * A header, or an id in the body of those who send it there. One that is signed comes before those that are not, so
 * that a request that was overheard makes no second run under another id. Undefined where there is none.
 */
export async function keyOf(
  settings: WebhookSettings,
  request: HookRequest,
  readJson: ReadJson,
): Promise<string | undefined> {
  const { headers } = request;
  const own = settings.deliveryHeader.toLowerCase();
  if (own !== "") return keyIn(headers, own);
  const signed = await signedKey(settings, request, readJson);
  if (signed !== undefined) return signed;
  const known = knownHeaders.find((name) => textIn(headers[name]) !== "");
  if (known !== undefined) return keyIn(headers, known);
  // One event of a shop may be told under several topics.
  const shop = textIn(headers["x-shopify-event-id"]);
  if (shop !== "") return storable(`x-shopify-event-id ${textIn(headers["x-shopify-topic"])} ${shop}`);
  if (settings.body !== "CloudEvent") return undefined;
  const event = await cloudEventKey(request, readJson);
  return event === undefined ? undefined : storable(event);
}

/** The id that the signature holds for. */
async function signedKey(
  { check }: WebhookSettings,
  request: HookRequest,
  readJson: ReadJson,
): Promise<string | undefined> {
  if (check === "Standard Webhooks") return keyIn(request.headers, `${standardNames(request.headers)}-id`);
  const field = check === "Stripe" ? "id" : check === "Slack" ? "event_id" : undefined;
  if (field === undefined) return undefined;
  const event = await jsonOf({ readJson }, request).catch(() => null);
  const id = typeof event === "object" && event !== null && !Array.isArray(event) ? event[field] : undefined;
  return typeof id === "string" && id !== "" ? storable(`${check.toLowerCase()} ${id}`) : undefined;
}

function keyIn(headers: HookRequest["headers"], name: string): string | undefined {
  const value = textIn(headers[name]);
  return value === "" ? undefined : storable(`${name} ${value}`);
}

const textIn = (header: string | string[] | undefined) => (typeof header === "string" ? header.trim() : "");

function storable(key: string): string {
  if (!key.includes("\0") && key.isWellFormed()) return key;
  throw new PatchbayError("bad_input", "The id of the delivery holds characters that are not taken.");
}
