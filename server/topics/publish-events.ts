import { bytesOf } from "../../lib/topics/topic.ts";
import { canonicalJson } from "../../lib/values/canonical-json.ts";
import type { NewEvent, Published } from "../../lib/views/live/topic-views.ts";
import { sha256 } from "../../platform/ids.ts";
import type { TopicRow } from "../../platform/topics/topic-log.ts";
import type { KeyedRequest } from "../../platform/topics/topics.ts";
import type { AppContext } from "../app-context.ts";

type Asked = { topic: TopicRow; events: readonly NewEvent[]; idempotencyKey?: string | undefined };

/** The same Idempotency-Key publishes each event of a request once, for a day. Throws `conflict` for other events under it. */
export async function publishEvents(
  { topics }: Pick<AppContext, "topics">,
  { topic, events, idempotencyKey }: Asked,
): Promise<Published> {
  const request = idempotencyKey === undefined ? undefined : keyed(topic, idempotencyKey, events);
  const places = await topics.publishTo(
    topic,
    events.map(({ key, value, headers, timestamp, partition }, index) => ({
      ...{ key: bytesOf(key), value: bytesOf(value), partition },
      headers: Object.entries(headers).map(([name, text]) => ({ name, value: bytesOf(text) })),
      timestamp: timestamp === undefined ? undefined : Date.parse(timestamp),
      effect: request && { id: sha256(JSON.stringify([request.id, request.digest, index])), runId: undefined },
    })),
    request,
  );
  return { events: places.map(({ partition, offset }) => ({ partition, offset: Number(offset) })) };
}

function keyed(topic: TopicRow, idempotencyKey: string, events: readonly NewEvent[]): KeyedRequest {
  return { id: sha256(JSON.stringify([topic.id, idempotencyKey])), digest: sha256(canonicalJson(events)) };
}
