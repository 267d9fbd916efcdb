/** Pipelines that are switched on, as pages, REST and scripts see them. Times are ISO 8601. */
import * as z from "zod";

const Time = z.string().meta({ format: "date-time" });

const Count = z.number().int();

/** Of a trigger that listens to a topic. */
export const TopicTriggerView = z.object({
  name: z.string(),
  isForeign: z.boolean().meta({ description: "It is in a Kafka cluster of your own, and not under Topics." }),
  lag: Count.nullable().meta({
    description: "How many events are published and not done; null while that is not known.",
  }),
  perMinute: Count.meta({ description: "Events that started runs in the last minute." }),
  skipped: Count.meta({ description: "Events that the filter left out, and tombstones." }),
  dead: Count.meta({ description: "Events that went to the dead letters." }),
  deadTopic: z.string().meta({ description: "The topic in which the dead letters are, once there are any." }),
  lost: Count.meta({ description: "Events that the topic's retention deleted before they were read." }),
  partitions: z.array(
    z.object({
      partition: Count,
      position: Count.meta({ description: "Offset of the first event that is not done." }),
      end: Count.nullable().meta({ description: "Offset of the event that is published next." }),
      lag: Count.nullable(),
      error: z.string().nullable(),
    }),
  ),
});
export type TopicTriggerView = z.infer<typeof TopicTriggerView>;

export const TriggerView = z.object({
  nodeId: z.string(),
  title: z.string(),
  /** The node's type. */
  type: z.string(),
  state: z.enum(["on", "problem", "off"]).meta({
    description: "“problem”: it is on, and something stood in the way of its last event; `error` says what.",
  }),
  events: z.number().int().meta({ description: "How many events it has accepted since it was switched on." }),
  lastEventAt: Time.nullable(),
  lastRunId: z.string().nullable(),
  error: z.object({ message: z.string(), at: Time }).nullable(),
  nextTimes: z.array(Time).meta({
    description: "The next ten times at which it fires, or would if it were on; jitter is not in them.",
  }),
  address: z.string().nullable().meta({ description: "Of a Form node that has one: where its page is." }),
  topic: TopicTriggerView.nullable().meta({ description: "Of a Topic node: how far it has come." }),
});
export type TriggerView = z.infer<typeof TriggerView>;

export const PipelineTriggers = z.object({
  isOn: z.boolean(),
  version: z.number().int().nullable().meta({ description: "The published version that is on." }),
  activatedAt: Time.nullable(),
  triggers: z.array(TriggerView),
});
export type PipelineTriggers = z.infer<typeof PipelineTriggers>;
