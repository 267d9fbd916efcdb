/** Events that could not become runs, as pages, REST and scripts see them. */
import * as z from "zod";
import { RunStatus } from "../../run.ts";
import { topicLimits } from "../../topics/topic.ts";
import { EventView } from "./topic-views.ts";

const Count = z.number().int();
const Replay = z.object({ runId: z.string(), status: RunStatus });

export const DeadLetterView = EventView.extend({
  from: z
    .object({
      topic: z.string(),
      partition: Count,
      offset: Count,
      timestamp: z.string().meta({ format: "date-time" }),
      pipelineId: z.string(),
      nodeId: z.string(),
      error: z.string(),
      attempts: Count.meta({ description: "How many runs of it failed." }),
      runId: z.string().nullable().meta({ description: "The last of them." }),
    })
    .meta({ description: "Where the event is from, and why it is here. `headers` are those that it had." }),
  replay: Replay.nullable().meta({ description: "The last run that it was replayed in." }),
});
export type DeadLetterView = z.infer<typeof DeadLetterView>;

/** Of the largest event. */
const mostBase64 = Math.ceil(topicLimits.eventBytes / 3) * 4;

export const ReplayAsk = z.strictObject({
  partition: Count.min(0),
  offset: Count.min(0),
  value: z.string().max(mostBase64).nullable().exactOptional().meta({
    description: "Another value, null for none; without it the value as it is.",
  }),
  encoding: z.enum(["utf-8", "base64"]).exactOptional().meta({
    description: "Of `value`: text, which it is when nothing is said, or bytes in base64.",
  }),
});
export type ReplayAsk = z.infer<typeof ReplayAsk>;

export const Replayed = z.object({
  letters: z.array(
    z.object({
      partition: Count,
      offset: Count,
      runId: z.string().nullable(),
      error: z.string().nullable().meta({ description: "Why it has no run." }),
    }),
  ),
});
export type Replayed = z.infer<typeof Replayed>;
