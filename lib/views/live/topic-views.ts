/** What the API takes and answers about topics. Times are ISO 8601. */
import * as z from "zod";
import { topicLimits } from "../../topics/topic.ts";
import { Json } from "../../values/json.ts";

const Time = z.string().meta({ format: "date-time" });

export const TopicView = z.object({
  name: z.string(),
  partitions: z.number().int(),
  retentionHours: z.number().int().nullable().meta({ description: "How long events are kept; null: forever." }),
  createdAt: Time,
  kafkaTopic: z.string().nullable().meta({ description: "What it is called in Kafka; null where Postgres keeps it." }),
});
export type TopicView = z.infer<typeof TopicView>;

const Ends = z.object({
  partition: z.number().int(),
  first: z.number().int().meta({ description: "Offset of the oldest event that is kept." }),
  next: z.number().int().meta({ description: "Offset of the event that comes next." }),
});
export const TopicDetail = TopicView.extend({ ends: z.array(Ends) });
export type TopicDetail = z.infer<typeof TopicDetail>;

const Bytes = z
  .object({ text: z.string(), encoding: z.enum(["utf-8", "base64"]) })
  .meta({ description: "Text, or bytes in base64 where they are not UTF-8." });

export const EventView = z.object({
  partition: z.number().int(),
  offset: z.number().int(),
  timestamp: Time,
  key: Bytes.nullable(),
  value: Bytes.nullable().meta({ description: "Null is a tombstone." }),
  headers: z.array(z.object({ name: z.string(), value: Bytes.nullable() })),
});
export type EventView = z.infer<typeof EventView>;

export const NewEvent = z.strictObject({
  key: z.string().max(100_000).nullable().default(null).meta({
    description: "Events with one key go to one partition, as Kafka's Java client puts them.",
  }),
  value: Json.meta({ description: "Text is kept as it is, other values as JSON. Null is a tombstone." }),
  headers: z.record(z.string(), z.string()).default({}).meta({ maxProperties: topicLimits.headers }),
  timestamp: z.iso.datetime({ offset: true }).exactOptional().meta({ description: "Now, when there is none." }),
  partition: z.number().int().min(0).max(topicLimits.partitions).exactOptional(),
});
export type NewEvent = z.infer<typeof NewEvent>;

export const EventSchema = z
  .strictObject({
    registry: z
      .url({ protocol: /^https?$/ })
      .max(500)
      .meta({
        description:
          "The address of the schema registry; of Apicurio the one that ends in `/apis/ccompat/v7`. One in a private network has to be listed in `PATCHBAY_PRIVATE_HOSTS`.",
      }),
    credential: z.string().max(64).default("").meta({
      description: "The id of a credential of the workspace with which the registry is asked; empty for none.",
    }),
    subject: z.string().min(1).max(1000).exactOptional().meta({
      description:
        "Under which the registry has the schema; the topic's name with `-value` behind it when there is none.",
    }),
    version: z
      .union([z.literal("latest"), z.number().int().min(1).max(999_999_999)])
      .default("latest")
      .meta({ description: "A version of the subject, or its newest one." }),
    message: z.string().max(1000).default("").meta({
      description: "Of a Protobuf schema, such as `Order.Line`; empty for its first message.",
    }),
  })
  .meta({
    description: "By which the values are written. Whether it is Avro, Protobuf or JSON is said by the registry.",
  });
export type EventSchema = z.infer<typeof EventSchema>;

export const Published = z.object({
  events: z.array(z.object({ partition: z.number().int(), offset: z.number().int() })).meta({
    description: "Where each event is, in the order of the request.",
  }),
});
export type Published = z.infer<typeof Published>;
