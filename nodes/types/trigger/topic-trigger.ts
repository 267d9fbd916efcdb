import { z } from "zod";
import { Values } from "../../../lib/run.ts";
import { SignInKind } from "../../../lib/service/sign-in.ts";
import { PlainJson } from "../../../lib/values/json.ts";
import { defineNode, port } from "../../define.ts";
import { clusterSetting, topicSetting } from "../cluster-setting.ts";

const inBatches = { usedWhen: { setting: "per", is: ["batch"] } };
const perEvent = { usedWhen: { setting: "per", is: ["event"] } };
const inRegistry = { usedWhen: { setting: "format", is: ["registry"] } };

const BatchPlace = z.object({
  topic: z.string().catch(""),
  partition: z.number().catch(0),
  offset: z.number().catch(0),
});

/** Starts a run for each event of a topic; engine/triggers/topic-source.ts serves it. */
export const topicTrigger = defineNode({
  type: "topic-trigger",
  version: 1,
  title: "Topic",
  summary: "Starts a run for each event that is published to a topic.",
  category: "trigger",
  effect: "pure",
  icon: "radio",
  keywords: ["kafka", "event", "message", "consume", "subscribe", "stream", "queue", "listen", "trigger"],
  role: "run-trigger",
  subtitle: "topic",
  config: z.object({
    cluster: clusterSetting,
    topic: topicSetting,
    group: z
      .string()
      .max(150)
      .regex(/^[A-Za-z0-9._-]*$/, "A group's name has letters, digits, and . _ -")
      .default("")
      .meta({
        title: "Consumer group",
        description:
          "For a cluster of your own: what the names of consumer groups begin with that read it, if its ACLs ask for it. With “Start” on committed, the trigger begins where the group of this name stands when it is switched on for the first time.",
      }),
    start: z.enum(["latest", "earliest", "time", "committed"]).default("latest").meta({
      title: "Start",
      description:
        "With which event it begins when it is switched on: latest, those that are published from then on; earliest, the oldest that is kept; time, the first one since “Start time”; committed, where it was when it was switched off.",
    }),
    startTime: z
      .union([z.literal(""), z.iso.datetime({ offset: true, error: "Write it as 2027-01-31T09:00:00Z." })])
      .default("")
      .meta({
        title: "Start time",
        description: "Such as 2027-01-31T09:00:00Z.",
        widget: "text",
        needed: { say: "Write the time to begin with, such as 2027-01-31T09:00:00Z." },
        usedWhen: { setting: "start", is: ["time"] },
      }),
    per: z.enum(["event", "batch"]).default("event").meta({
      title: "One run per",
      description:
        "event; or batch: one run for several events of a partition, which are the list “Events”. Batches of a partition follow each other as “Order” says.",
    }),
    batchSize: z
      .number()
      .int()
      .min(1)
      .max(1000)
      .default(500)
      .meta({ ...inBatches, title: "Batch size", description: "So many events at most.", widget: "number" }),
    batchWindowMs: z
      .number()
      .int()
      .min(0)
      .max(600_000)
      .default(1000)
      .meta({
        ...inBatches,
        title: "Batch window (ms)",
        description: "A smaller batch starts so long after its first event was read.",
        widget: "number",
      }),
    format: z.enum(["json", "text", "bytes", "cloudevent", "registry"]).default("json").meta({
      title: "Format of values",
      description:
        "What the output “Value” is: what the JSON says, text (UTF-8), the bytes in base64, the data of a CloudEvent, whose attributes are an output of their own, or what a schema of a registry (Avro, JSON Schema, Protobuf) says.",
    }),
    registry: z
      .string()
      .max(500)
      .default("")
      .meta({
        ...inRegistry,
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
        ...inRegistry,
        title: "Credential of the registry",
        description: "A service's name and password or bearer token, from Settings. Empty: none.",
        widget: "credential",
        provider: SignInKind.options,
        empty: "None",
      }),
    schema: z
      .record(z.string(), PlainJson)
      .refine((schema) => JSON.stringify(schema).length <= 100_000, "The schema is too large.")
      .default({})
      .meta({
        title: "Schema",
        description: "A JSON Schema that values have to fit; {} takes all. One that does not goes to the dead letters.",
        widget: "json",
      }),
    filter: z.string().max(20_000).default("").meta({
      title: "Filter",
      description:
        "JSONata over the outputs, such as value.kind = 'click' or headers.source = 'shop': only events for which it is true start a run. Empty: all.",
      widget: "textarea",
    }),
    order: z.enum(["key", "partition", "none"]).default("key").meta({
      title: "Order",
      description:
        "key: the run of an event begins when the one of the event before it with the same key has ended; partition: the same for all events of a partition; none: at once.",
    }),
    concurrency: z.number().int().min(1).max(1000).default(50).meta({
      title: "Concurrency",
      description: "How many runs of each partition may be unfinished at a time; further events wait in the topic.",
      widget: "number",
    }),
    ack: z.enum(["accepted", "succeeded"]).default("accepted").meta({
      title: "Done when",
      description:
        "accepted: an event is done with its run on disk, however that ends; succeeded: when a run of it has succeeded.",
    }),
    attempts: z.number().int().min(1).max(20).default(3).meta({
      title: "Attempts",
      description: "For “succeeded”: how many runs an event gets before it goes to the dead letters.",
      widget: "number",
    }),
    tombstones: z.enum(["skip", "run"]).default("skip").meta({
      title: "Tombstones",
      description: "Whether an event without a value starts a run, with “Tombstone” true and “Value” null.",
    }),
    whenDeleted: z.enum(["continue", "stop"]).default("continue").meta({
      title: "When events were deleted",
      description:
        "What happens when retention has deleted events before they were read: the trigger says how many, and goes on with the oldest that is kept, or stops.",
    }),
    testEvent: Values.default({
      ...{ value: { item: "Dracula", kind: "click" }, key: "user-1", headers: {}, topic: "interactions" },
      ...{ partition: 0, offset: 0, timestamp: "2027-01-04T09:00:00.000Z", tombstone: false },
    }).meta({
      title: "Test event",
      description: "What the outputs hold when you run the draft from this trigger.",
      widget: "json",
    }),
  }),
  inputs: {},
  outputs: {
    value: port("any", {
      title: "Value",
      description: "The event's value, read in the format of the settings.",
      ...perEvent,
    }),
    key: port("text", { title: "Key", description: "The event's key; empty where it has none.", ...perEvent }),
    headers: port("json", {
      title: "Headers",
      description: "An object of texts. A name that is repeated has a list, and bytes that are not text are in base64.",
      ...perEvent,
    }),
    attributes: port("json", {
      title: "Attributes",
      description: "Those of the CloudEvent: id, source, type, and whatever else it has.",
      usedWhen: { setting: "format", is: ["cloudevent"] },
    }),
    events: port("json", {
      title: "Events",
      description: "Of a batch: a list of objects with value, key, headers, offset and the other outputs of an event.",
      ...inBatches,
    }),
    count: port("number", { title: "Count", description: "How many events the batch has.", ...inBatches }),
    topic: port("text", { title: "Topic", description: "The name of its topic." }),
    partition: port("number", { title: "Partition", description: "The partition of the topic that it is in." }),
    offset: port("number", {
      title: "Offset",
      description: "The event's number in its partition; of a batch that of its first event.",
    }),
    timestamp: port("text", { title: "Time", description: "The event's time in UTC.", ...perEvent }),
    tombstone: port("boolean", { title: "Tombstone", description: "Whether the event has no value.", ...perEvent }),
  },
  docs: {
    about:
      "The Topic node starts a run for each event of a topic of the workspace, or of a Kafka cluster of your own, once the pipeline is published and switched on: exactly one run an event, however many workers there are and however often they are stopped. Runs of events with one key follow each other in the order of the events. An event that cannot be read, does not fit the schema or has failed all its attempts is put, with its bytes unchanged, into the topic `<topic>.<pipeline id>.dead`, and those behind it run. With “One run per” on batch, a run gets a list of events of one partition; a batch that was begun is never cut in another way, whichever worker goes on with it. While too many runs are waiting, events wait in the topic. Before it is switched on, the draft runs from its test event.",
    example: {
      summary: "A click of a reader starts a run.",
      config: { topic: "interactions", filter: "value.kind = 'click'" },
      inputs: {
        ...{ value: { item: "Dracula", kind: "click" }, key: "user-1", headers: { source: "shop" } },
        ...{ topic: "interactions", partition: 2, offset: 17, timestamp: "2027-01-04T09:00:00.000Z", tombstone: false },
      },
      outputs: {
        ...{ value: { item: "Dracula", kind: "click" }, key: "user-1", headers: { source: "shop" } },
        ...{ topic: "interactions", partition: 2, offset: 17, timestamp: "2027-01-04T09:00:00.000Z", tombstone: false },
      },
    },
  },
  build:
    ({ config }) =>
    (_inputs, { values }) => {
      const event = config.format === "cloudevent" ? { attributes: {}, ...values } : values;
      if (config.per === "event" || values.events !== undefined) return event;
      // The test event is one event.
      const { topic, partition, offset } = BatchPlace.parse(values);
      return { events: [event], count: 1, topic, partition, offset };
    },
});
