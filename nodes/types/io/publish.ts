import { z } from "zod";
import { PatchbayError } from "../../../lib/errors.ts";
import { SignInKind } from "../../../lib/service/sign-in.ts";
import { isWebAddress } from "../../../lib/settings/needed-settings.ts";
import { topicLimits } from "../../../lib/topics/topic.ts";
import type { Json } from "../../../lib/values/json.ts";
import { defineNode, port } from "../../define.ts";
import type { SchemaChoice } from "../../events/registry/write/schema-writers.ts";
import { cloudAttributes, writeCloudEvent } from "../../events/write-cloud-event.ts";
import { renderTemplate } from "../../liquid/liquid.ts";
import { clusterSetting, topicSetting } from "../cluster-setting.ts";

const isCloud = { usedWhen: { setting: "sendAs", is: ["CloudEvent in headers", "CloudEvent as JSON"] } };

const bySchema = "by a registry's schema";
const isBySchema = { usedWhen: { setting: "sendAs", is: [bySchema] } };

export const publish = defineNode({
  type: "publish",
  version: 1,
  title: "Publish event",
  summary: "Publishes an event to a topic, once, however often the step is attempted.",
  category: "output",
  effect: "effect",
  keyed: true,
  // A cluster of one's own that allows no transactions: it cannot be found out whether an event was published.
  effectWhen: [{ setting: "delivery", is: ["at most once"], effect: "effect" }],
  icon: "send",
  keywords: ["kafka", "topic", "event", "message", "send", "produce", "sink", "stream", "queue"],
  subtitle: "topic",
  config: z.object({
    cluster: clusterSetting,
    topic: topicSetting,
    key: z
      .string()
      .max(2000)
      .default("")
      .meta({
        title: "Key",
        description: "Liquid: {{ name }} becomes a port. Events with one key stay in order. Empty: no key.",
        widget: "template",
        expression: { language: "liquid", reads: "inputs" },
      }),
    delivery: z.enum(["exactly once", "at most once"]).default("exactly once").meta({
      title: "Delivery",
      description:
        "For a cluster of your own. exactly once: in a transaction, for which a cluster of your own has to allow transactional ids that begin with patchbay.publish; at most once: without one. A step that was stopped in the middle then ends in doubt, and is not repeated.",
    }),
    sendAs: z.enum(["value", "CloudEvent in headers", "CloudEvent as JSON", bySchema]).default("value").meta({
      title: "Send as",
      description:
        "value: “Value” and “Headers” as they are; CloudEvent in headers: the value with attributes as headers (binary mode); CloudEvent as JSON: both in one JSON (structured mode); by a registry's schema: the value in the form of Confluent's serializers.",
      widget: "select",
    }),
    eventType: z
      .string()
      .max(1000)
      .default("")
      .meta({ ...isCloud, title: "Event type", description: "The attribute type, such as shop.order.paid." }),
    source: z
      .string()
      .max(1000)
      .default("/patchbay")
      .meta({
        ...isCloud,
        title: "Source",
        description: "The attribute source: a URI or path that says whose event it is.",
      }),
    registry: z
      .string()
      .max(500)
      .default("")
      .meta({
        ...isBySchema,
        title: "Schema registry",
        description:
          "Its address, such as https://registry.example.com; of Apicurio the one that ends in /apis/ccompat/v7.",
        widget: "text",
        needed: {
          say: "Write the address of the schema registry, such as https://registry.example.com.",
          isAddress: true,
        },
      }),
    registryCredential: z
      .string()
      .max(64)
      .default("")
      .meta({
        ...isBySchema,
        title: "Credential of the registry",
        description: "A service's name and password or bearer token, from Settings. Empty: none.",
        widget: "credential",
        provider: SignInKind.options,
        empty: "None",
      }),
    subject: z
      .string()
      .max(1000)
      .default("")
      .meta({
        ...isBySchema,
        title: "Subject",
        description: "Under which the registry has the schema. Empty: the topic's name with -value behind it.",
        widget: "text",
      }),
    schemaVersion: z
      .string()
      .regex(/^(latest|[1-9]\d{0,8})$/, "Write a number such as 3, or latest.")
      .default("latest")
      .meta({
        ...isBySchema,
        title: "Version of the schema",
        description: "A number such as 3, or latest: the newest one that the subject has when the event is published.",
        widget: "text",
      }),
    message: z
      .string()
      .max(1000)
      .default("")
      .meta({
        ...isBySchema,
        title: "Message",
        description: "Of a Protobuf schema, such as Order or Order.Line. Empty: its first message.",
        widget: "text",
      }),
  }),
  inputs: {
    value: port("any", {
      title: "Value",
      description: "Text is sent as it is, other values as JSON; null is a tombstone.",
    }),
    headers: port("json", {
      title: "Headers",
      description: 'An object of texts, such as {"kind": "click"}.',
      optional: true,
    }),
    attributes: port("json", {
      title: "Attributes",
      description: 'Of a CloudEvent, over those of the settings, such as {"subject": "order-7"}.',
      optional: true,
      ...isCloud,
    }),
  },
  outputs: {
    partition: port("number", { title: "Partition", description: "Where the event is in the topic." }),
    offset: port("number", { title: "Offset", description: "Its number in the partition." }),
  },
  derived: [{ from: "template", side: "inputs", setting: "key", kind: "any" }],
  docs: {
    about:
      "The Publish event node publishes an event to a topic of the workspace, or of a Kafka cluster of your own. The topic is named in the settings and has to exist; the page Topics lists all of them. The key is a Liquid template whose variables become input ports, and events with one key stay in order: the partition follows from the key as in Kafka's Java client (murmur2). What arrives at “Value” is sent as it is when it is text, else as JSON; null is a tombstone. “Headers” takes an object of texts. It can be sent as a CloudEvent, in binary or structured mode: type and source stand in the settings, the id is the step's own, and “Attributes” adds others such as `subject`. “By a registry's schema” writes it in Avro, Protobuf or JSON by a schema that a registry has under “Subject”, as Confluent's serializers do; a value that does not fit is an error, and nothing is registered. An event is published once, however often the step is attempted, also when its worker stopped in the middle. A cluster of your own has to allow transactions for that; where it does not, set “Delivery” to at most once. The topics of the workspace are in Kafka when Patchbay runs with it, else in Postgres. An event may have up to 1,000,000 bytes.",
    example: {
      summary: "An event about a reader, under the reader's key.",
      config: { topic: "recommendations", key: "{{ user }}" },
      inputs: { user: "user-1", value: { title: "Dracula", score: 0.9 } },
      given: "The topic has three partitions, and the key's own, 2, has 17 events.",
      outputs: { partition: 2, offset: 17 },
    },
  },
  build:
    ({ config, nodeId, services }) =>
    async ({ value, headers, attributes }, call) => {
      const { topic, cluster, delivery } = config;
      if (topic === "") throw unnamed(nodeId);
      const key = config.key === "" ? null : await renderTemplate(config.key, call.values, call);
      const { signal, idempotencyKey, runId } = call;
      const sent = asSent(config, { value, attributes }, idempotencyKey);
      const own = { value: sent.value, headers: [...headersOf(headers), ...sent.headers] };
      const event = { cluster, delivery, topic, key: key === "" ? null : key, ...own, ...schemaOf(config, nodeId) };
      return await services.topics.publish(event, { idempotencyKey, runId, signal });
    },
});

type SchemaSettings = {
  sendAs: string;
  topic: string;
  registry: string;
  registryCredential: string;
  subject: string;
  schemaVersion: string;
  message: string;
};

function schemaOf(
  {
    sendAs,
    topic,
    registry,
    registryCredential: credential,
    subject,
    schemaVersion: version,
    message: name,
  }: SchemaSettings,
  nodeId: string,
): { schema?: SchemaChoice } {
  if (sendAs !== bySchema) return {};
  if (isWebAddress(registry))
    return { schema: { registry, credential, subject: subject || `${topic}-value`, version, message: name } };
  const message = "Write the address of the schema registry, such as https://registry.example.com.";
  throw new PatchbayError("bad_input", message, { nodeId, issues: [{ path: "registry", message }] });
}

type CloudSettings = {
  sendAs: "value" | "CloudEvent in headers" | "CloudEvent as JSON" | typeof bySchema;
  eventType: string;
  source: string;
};

/** The id of a CloudEvent is the step's own, so that it is the same however often the step is attempted. */
function asSent(
  { sendAs, eventType, source }: CloudSettings,
  { value, attributes }: { value: Json; attributes: Json | undefined },
  id: string,
) {
  if (sendAs === "value" || sendAs === bySchema) return { value, headers: [] };
  const time = new Date().toISOString();
  const all = cloudAttributes(attributes, { specversion: "1.0", id, source, type: eventType, time });
  return writeCloudEvent(value, all, sendAs === "CloudEvent in headers" ? "binary" : "structured");
}

const Headers = z.record(z.string().max(1000), z.union([z.string(), z.number(), z.boolean()]));

function headersOf(given: Json | undefined) {
  if (given === undefined || given === null) return [];
  const parsed = Headers.safeParse(given);
  const entries = Object.entries(parsed.data ?? {});
  if (parsed.success && entries.length <= topicLimits.headers) {
    return entries.map(([name, value]) => ({ name, value: String(value) }));
  }
  const words = `“Headers” takes an object of up to ${topicLimits.headers} texts, such as {"kind": "click"}.`;
  throw new PatchbayError("bad_input", words);
}

function unnamed(nodeId: string): PatchbayError {
  return new PatchbayError(
    "bad_input",
    "No topic is named. Open the node's settings and name one of the page Topics.",
    {
      nodeId,
      issues: [{ path: "topic", message: "Name a topic." }],
    },
  );
}
