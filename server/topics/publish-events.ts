import { bytesOf } from "../../lib/topics/topic.ts";
import type { NewEvent, Published } from "../../lib/views/topic-views.ts";
import { sha256 } from "../../platform/ids.ts";
import type { TopicRow } from "../../platform/topics/topic-log.ts";
import type { AppContext } from "../app-context.ts";

type Asked = { topic: TopicRow; events: readonly NewEvent[]; idempotencyKey?: string | undefined };

/** The same Idempotency-Key publishes each event of a request once, for a day. */
export async function publishEvents(
  { topics }: Pick<AppContext, "topics">,
  { topic, events, idempotencyKey }: Asked,
): Promise<Published> {
  const places = await topics.publishTo(
    topic,
    events.map(({ key, value, headers, timestamp, partition }, index) => ({
      ...{ key: bytesOf(key), value: bytesOf(value), partition },
      headers: Object.entries(headers).map(([name, text]) => ({ name, value: bytesOf(text) })),
      timestamp: timestamp === undefined ? undefined : Date.parse(timestamp),
      effect:
        idempotencyKey === undefined
          ? undefined
          : { id: sha256(JSON.stringify([topic.id, idempotencyKey, index])), runId: undefined },
    })),
  );
  return { events: places.map(({ partition, offset }) => ({ partition, offset: Number(offset) })) };
}
