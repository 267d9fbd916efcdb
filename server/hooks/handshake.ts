/**
 * What senders ask an address before they send to it, or from time to time: they are answered, and no run starts. A webhook
 * that waits for its output answers such questions itself.
 */
import { z } from "zod";
import type { Json } from "../../lib/values/json.ts";
import { readPairs } from "./bodies/text-of.ts";
import type { OpenHook } from "./open-hook.ts";
import type { HookRequest } from "./read-event.ts";
import { asJson, type HookResponse } from "./response.ts";

type Asked = Pick<HookRequest, "method" | "query" | "headers">;

/** What is asked by the method and the address alone. `methods`: those that the webhook takes. */
export function answerToAddress(hook: OpenHook, { method, query, headers }: Asked, methods: readonly string[]) {
  if (method === "HEAD") return { status: 200, headers: {}, body: "" };
  if (method === "OPTIONS") return { status: 204, headers: { ...allowOf(methods), ...consentTo(headers) }, body: "" };
  if (hook.settings.answer === "wait for the output") return undefined;
  const values = new Map(readPairs(query));
  const challenge = method === "GET" ? challengeIn(values) : validationToken(method, values);
  return challenge === undefined ? undefined : asText(challenge);
}

const allowOf = (methods: readonly string[]) => ({ allow: [...methods, "HEAD", "OPTIONS"].join(", ") });

/** CloudEvents' “HTTP 1.1 Web Hooks for Event Delivery”: without it, such as Azure Event Grid sends nothing. */
function consentTo({ "webhook-request-origin": origin }: Asked["headers"]): Record<string, string> {
  if (typeof origin !== "string" || !/^[\w.:*-]{1,255}$/.test(origin)) return {};
  return { "webhook-allowed-origin": origin, "webhook-allowed-rate": "*" };
}

/** Of Meta and WebSub, whose names begin with “hub.”, and of Dropbox and Nylas, who send nothing else. */
function challengeIn(values: ReadonlyMap<string, string>): string | undefined {
  return values.has("hub.mode") ? values.get("hub.challenge") : values.size === 1 ? values.get("challenge") : undefined;
}

/** Of Microsoft Graph. */
function validationToken(method: string, values: ReadonlyMap<string, string>): string | undefined {
  return method === "POST" ? values.get("validationToken") : undefined;
}

const asText = (body: string): HookResponse => ({
  status: 200,
  headers: { "content-type": "text/plain; charset=utf-8" },
  body,
});

/** Of Slack, and others who do as it does. */
const Challenge = z.object({ type: z.literal("url_verification"), challenge: z.string() });
/** Of Azure Event Grid, in its own form of events. */
const Validation = z
  .tuple([
    z.object({
      eventType: z.literal("Microsoft.EventGrid.SubscriptionValidationEvent"),
      data: z.object({ validationCode: z.string() }),
    }),
  ])
  .transform(([{ data }]) => data.validationCode);

/** What is asked in a body, which was checked like every other. */
export function answerToBody({ settings }: OpenHook, body: Json | undefined): HookResponse | undefined {
  if (settings.answer === "wait for the output") return undefined;
  const asked = Challenge.safeParse(body).data;
  if (asked) return asJson(200, { challenge: asked.challenge });
  const code = Validation.safeParse(body).data;
  return code === undefined ? undefined : asJson(200, { validationResponse: code });
}
