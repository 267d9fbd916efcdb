/** Events that could not become runs: they go to a topic of their own, as they were, with ours beside them. */
import { PatchbayError } from "../../../lib/errors.ts";
import { type DeadMark, deadMark, deadTopicOf } from "../../../lib/topics/dead-letter.ts";
import { type Header, topicLimits } from "../../../lib/topics/topic.ts";
import { sha256 } from "../../../platform/ids.ts";
import type { TopicEvent, TopicRow } from "../../../platform/topics/topic-log.ts";
import type { ListedTopic, Topics } from "../../../platform/topics/topics.ts";

/** A month: long enough to look at them after a holiday. */
const keptHours = 720;

export type Failure = { error: string; runId?: string | undefined; attempts: number };
type From = { topic: TopicRow; logId: string; pipelineId: string; nodeId: string };

/**
 * Resolves when the event is among the dead letters; it is there once, however often it is asked for. One that does not fit,
 * as other programs may have written it, is there without its value and headers.
 */
export async function deadLetterEvent(
  topics: Topics,
  event: TopicEvent,
  { from, failure }: { from: From; failure: Failure },
) {
  const { topic, logId, pipelineId, nodeId } = from;
  const { partition, offset, key, value, headers, timestamp } = event;
  const dead = await deadTopic(topics, topic, pipelineId);
  const at = topic.foreignName === undefined ? [] : [timestamp];
  const id = sha256(JSON.stringify(["dead", pipelineId, nodeId, logId, partition, String(offset), ...at]));
  const place = { topic: dead, partition: partition % dead.partitions, timestamp: undefined };
  const letter = { ...place, key, effect: { id, runId: undefined } };
  const marks = (why: Failure) => marksOf(event, { from, failure: why, timestamp });
  try {
    await topics.log.append([{ ...letter, value, headers: [...headers, ...marks(failure)] }]);
  } catch (thrown) {
    if (!(thrown instanceof PatchbayError) || thrown.code !== "too_large") throw thrown;
    const error = `${failure.error.slice(0, 1800)} Its value was too large for the dead letters: it is at its place in the topic.`;
    await topics.log.append([{ ...letter, value: null, headers: marks({ ...failure, error }) }]);
  }
}

async function deadTopic(topics: Topics, { workspaceId, name, partitions }: TopicRow, pipelineId: string) {
  const dead = deadTopicOf(name, pipelineId);
  const find = (): Promise<ListedTopic | undefined> =>
    topics.find(workspaceId, dead).catch((thrown: unknown) => {
      if (thrown instanceof PatchbayError && thrown.code === "not_found") return undefined;
      throw thrown;
    });
  const found = await find();
  if (found) return found;
  try {
    const most = Math.min(partitions, topicLimits.partitions);
    return await topics.create(workspaceId, { name: dead, partitions: most, retentionHours: keptHours });
  } catch (thrown) {
    const other = await find();
    if (!other) throw thrown;
    return other;
  }
}

type Marks = { from: From; failure: Failure; timestamp: number };

function marksOf({ partition, offset, headers }: TopicEvent, { from, failure, timestamp }: Marks): Header[] {
  // Over Kafka they are sent as empty.
  const nulls = headers.filter(({ value }) => value === null).map(({ name }) => name);
  const marks: [DeadMark, string | undefined][] = [
    ["topic", from.topic.name],
    ["partition", String(partition)],
    ["offset", String(offset)],
    ["timestamp", new Date(timestamp).toISOString()],
    ["pipeline", from.pipelineId],
    ["node", from.nodeId],
    ["error", failure.error.slice(0, 2000)],
    ["attempts", String(failure.attempts)],
    ["run", failure.runId],
    ["null-headers", nulls.length === 0 ? undefined : JSON.stringify(nulls)],
  ];
  return marks.flatMap(([name, text]) =>
    text === undefined ? [] : [{ name: `${deadMark}${name}`, value: Buffer.from(text) }],
  );
}
