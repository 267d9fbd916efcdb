/** Pipelines that are switched on, as pages, REST and scripts see them. Times are ISO 8601. */
import * as z from "zod";

const Time = z.string().meta({ format: "date-time" });

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
});
export type TriggerView = z.infer<typeof TriggerView>;

export const PipelineTriggers = z.object({
  isOn: z.boolean(),
  version: z.number().int().nullable().meta({ description: "The published version that is on." }),
  activatedAt: Time.nullable(),
  triggers: z.array(TriggerView),
});
export type PipelineTriggers = z.infer<typeof PipelineTriggers>;
