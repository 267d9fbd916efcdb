/** The settings of a Webhook node: its form is made from them, and the server goes by them. */
import { z } from "zod";
import type { UsedWhen } from "../settings/used-when.ts";
import { PlainJson } from "../values/json.ts";
import "../settings/widgets.ts";

export const hookMethods = ["GET", "POST", "PUT", "PATCH", "DELETE"] as const;
const methodsRule = `Write methods separated by commas, of ${hookMethods.join(", ")}.`;

export function methodsIn(text: string): string[] {
  return text.split(",").flatMap((method) => method.trim().toUpperCase() || []);
}

/** RFC 9110, 5.1. */
const headerName = /^[\w!#$%&'*+.^`|~-]*$/;
/** Which settings the others make needless. */
const isOwn = { usedWhen: { setting: "check", is: ["own signature"] } };
const isInTime = { usedWhen: { setting: "check", is: ["Stripe", "Slack", "Standard Webhooks"] } };
const senders = ["GitHub", "Stripe", "Slack", "Shopify", "Twilio", "Standard Webhooks"] as const;
const isChecked = { usedWhen: { setting: "check", is: [...senders, "own signature", "bearer token"] } };
const isAwaited = { usedWhen: { setting: "answer", is: ["wait for the output"] } };

type More = { byDefault?: string; usedWhen?: UsedWhen };
const header = (title: string, description: string, { byDefault = "", ...more }: More = {}) =>
  z
    .string()
    .max(100)
    .regex(headerName, "This is not the name of a header.")
    .default(byDefault)
    .meta({ title, description, widget: "text", ...more });

const requests = {
  methods: z
    .string()
    .max(60)
    .refine((text) => {
      const methods = methodsIn(text);
      return methods.length > 0 && methods.every((method) => hookMethods.some((known) => known === method));
    }, methodsRule)
    .default("POST")
    .meta({ title: "Methods", description: "Separated by commas, such as POST, PUT.", widget: "text" }),
  body: z.enum(["by its type", "JSON", "form", "text", "file", "CloudEvent"]).default("by its type").meta({
    title: "Body",
    description:
      "How the body is read: by its Content-Type, or always in one way. A file, or the first file of a form, is the output “File”. Of a CloudEvent, “Body” is the data and “Attributes” the rest.",
    widget: "select",
  }),
};

const checks = {
  check: z
    .enum(["nothing", ...senders, "own signature", "bearer token"])
    .default("nothing")
    .meta({
      title: "Requests are checked by",
      description:
        "What does not fit is refused. GitHub, Stripe, Slack, Shopify and Twilio sign in their own ways, and Svix and many others by Standard Webhooks; an own signature is an HMAC of the body with the settings below; a token comes as Authorization: Bearer ….",
      widget: "select",
    }),
  credential: z
    .string()
    .max(64)
    .default("")
    .meta({
      ...isChecked,
      title: "Secret",
      description: "That of the signature, or the token: a credential of the kind “Shared secret”, from Settings.",
      widget: "credential",
      needed: { say: "Choose a credential of the kind “Shared secret”; without it every request is refused." },
    }),
  signatureHeader: header("Signature header", "Of an own signature.", { byDefault: "X-Signature", ...isOwn }),
  algorithm: z
    .enum(["sha256", "sha1", "sha512"])
    .default("sha256")
    .meta({
      ...isOwn,
      title: "Algorithm",
      description: "Of an own signature.",
      widget: "select",
    }),
  encoding: z
    .enum(["hex", "base64"])
    .default("hex")
    .meta({
      ...isOwn,
      title: "Encoding",
      description: "Of an own signature.",
      widget: "select",
    }),
  prefix: z
    .string()
    .max(40)
    .default("")
    .meta({
      ...isOwn,
      title: "Prefix",
      description: "What stands before an own signature in its header, such as sha256=.",
      widget: "text",
    }),
  tolerance: z
    .number()
    .int()
    .min(1)
    .max(86_400)
    .default(300)
    .meta({
      ...isInTime,
      title: "Tolerance (seconds)",
      description: "How old a signature with a time may be.",
      widget: "number",
    }),
};

const answers = {
  answer: z.enum(["at once", "wait for the output", "stream"]).default("at once").meta({
    title: "Answer",
    description:
      "At once: 202 with the id of the run. Wait: what reaches the Output node; its fields “status”, “headers” and “body” make the response. Stream: tokens and the output as server-sent events.",
    widget: "select",
  }),
  waitSeconds: z
    .number()
    .int()
    .min(1)
    .max(300)
    .default(30)
    .meta({
      ...isAwaited,
      title: "Longest wait (seconds)",
      description: "A run that takes longer is answered with 202 and goes on.",
      widget: "number",
    }),
};

const limits = {
  deliveryHeader: header(
    "Delivery header",
    "Requests with the same value in it make one run. Empty: X-GitHub-Delivery, Webhook-Id or Idempotency-Key, and the ids that Stripe, Slack, Shopify, Twilio and Svix give.",
  ),
  maxKilobytes: z.number().int().min(1).max(20_000).default(1000).meta({
    title: "Largest body (kB)",
    description: "A larger one is refused with 413.",
    widget: "number",
  }),
  perMinute: z.number().int().min(1).max(30_000).default(600).meta({
    title: "Requests a minute",
    description: "More are refused with 429 and the time to wait.",
    widget: "number",
  }),
  keepDays: z.number().int().min(1).max(30).default(7).meta({
    title: "Keep deliveries (days)",
    description: "For this long they are listed and can be replayed.",
    widget: "number",
  }),
};

export const WebhookSettings = z.object({
  ...requests,
  ...checks,
  ...answers,
  ...limits,
  testEvent: z
    .record(z.string(), PlainJson)
    .default({ body: { message: "Hello" }, headers: {}, query: {}, method: "POST" })
    .meta({
      title: "Test event",
      description: "What the outputs hold when you run the draft from this trigger.",
      widget: "json",
    }),
});
export type WebhookSettings = z.infer<typeof WebhookSettings>;
