import { z } from "zod";
import { type DeadMark, deadMark } from "../../lib/topics/dead-letter.ts";
import { parseJson } from "../../lib/values/exact-json.ts";
import type { DeadLetterView } from "../../lib/views/live/dead-letter-views.ts";
import type { TopicEvent } from "../../platform/topics/topic-log.ts";

/** `event` as it is in the topic of dead letters, `original` as it was in its own. */
export type DeadLetter = { event: TopicEvent; original: TopicEvent; from: DeadLetterView["from"] };

const Count = z.coerce.number().int().min(0);
const Marks = z.object({
  topic: z.string(),
  partition: Count,
  offset: Count,
  timestamp: z.iso.datetime(),
  pipeline: z.string(),
  node: z.string(),
  error: z.string(),
  attempts: Count,
  run: z.string().optional(),
  "null-headers": z
    .string()
    .transform((text) => z.array(z.string()).parse(parseJson(text)))
    .optional(),
} satisfies Record<DeadMark, z.ZodType>);

/** Undefined for an event that is none: anyone may publish to the topic. */
export function readDeadLetter(event: TopicEvent): DeadLetter | undefined {
  const texts = event.headers
    .filter(({ name }) => name.startsWith(deadMark))
    .map(({ name, value }): [string, string] => [name.slice(deadMark.length), Buffer.from(value ?? []).toString()]);
  const marks = parseMarks(Object.fromEntries(texts));
  if (!marks) return undefined;
  const nulls = new Set(marks["null-headers"]);
  const headers = event.headers
    .filter(({ name }) => !name.startsWith(deadMark))
    .map(({ name, value }) => ({ name, value: value?.length === 0 && nulls.has(name) ? null : value }));
  const { topic, partition, offset, timestamp, error, attempts } = marks;
  return {
    event,
    original: { ...event, headers, partition, offset: BigInt(offset), timestamp: Date.parse(timestamp) },
    from: {
      ...{ topic, partition, offset, timestamp, error, attempts },
      ...{ pipelineId: marks.pipeline, nodeId: marks.node, runId: marks.run ?? null },
    },
  };
}

function parseMarks(texts: Record<string, string>) {
  try {
    return Marks.safeParse(texts).data;
  } catch {
    return undefined;
  }
}
