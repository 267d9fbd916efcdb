import { WebhookSettings } from "../../../lib/hooks/webhook-settings.ts";
import { defineNode, port } from "../../define.ts";

/** Starts a run for each request to its address. The server receives them (server/hooks). */
export const webhook = defineNode({
  type: "webhook",
  version: 1,
  title: "Webhook",
  summary: "Starts a run for each HTTP request that reaches its address.",
  category: "trigger",
  effect: "pure",
  icon: "globe",
  keywords: [
    "http",
    "request",
    "hook",
    "callback",
    "github",
    "stripe",
    "slack",
    "shopify",
    "twilio",
    "post",
    "endpoint",
    "url",
    "api",
    "trigger",
  ],
  role: "run-trigger",
  hook: "webhook",
  subtitle: "methods",
  config: WebhookSettings,
  inputs: {},
  outputs: {
    body: port("any", { title: "Body", description: "JSON as a value, a form as an object, text as it is." }),
    headers: port("json", {
      title: "Headers",
      description: "By names in small letters, without those that hold secrets.",
    }),
    attributes: port("json", {
      title: "Attributes",
      description: "Those of the CloudEvent: id, source, type, and whatever else it has. Of a batch, a list.",
      usedWhen: { setting: "body", is: ["CloudEvent"] },
    }),
    query: port("json", { title: "Query", description: "The values behind the ? of the address, by name." }),
    method: port("text", { title: "Method", description: "Such as POST." }),
    file: port("file", {
      title: "File",
      description: "The body as a file, or the first file of a form; else not taken.",
    }),
  },
  docs: {
    about:
      "The Webhook node starts a run for each HTTP request that reaches its address, once the pipeline is published and switched on. The address stands in the node's settings; everyone who has it can start runs, so treat it like a password, and make a new one when it has become known. Requests can be checked: by a signature as GitHub, Stripe, Slack, Shopify, Twilio or senders of Standard Webhooks make it or by an HMAC of your own, and by a bearer token; the secrets are credentials of the kind “Shared secret”. The body is read by its Content-Type as JSON, form, text or file, or as a CloudEvent in any of its modes. The answer comes at once, with the id of the run, or when the run has reached the Output node, or as a stream. What senders ask to verify the address is answered by itself. Requests with the same delivery id make one run. Deliveries are listed in the settings and can be replayed. Before the pipeline is switched on, a request to the test address becomes the test event.",
    example: {
      summary: "A shop tells of an order.",
      config: { methods: "POST" },
      inputs: {
        body: { order: 1001, total: 25 },
        headers: { "content-type": "application/json" },
        query: { shop: "berlin" },
        method: "POST",
      },
      outputs: {
        body: { order: 1001, total: 25 },
        headers: { "content-type": "application/json" },
        query: { shop: "berlin" },
        method: "POST",
      },
    },
  },
  build: () => (_inputs, call) => call.values,
});
