import type pg from "pg";
import { z } from "zod";
import { withTimeout } from "../../../platform/retry/with-timeout.ts";
import type { TopicRow } from "../../../platform/topics/topic-log.ts";
import type { Topics } from "../../../platform/topics/topics.ts";
import { allPositions } from "./sql/statements.ts";

const Position = z.object({
  id: z.string(),
  workspaceId: z.string(),
  name: z.string(),
  partitions: z.number(),
  retentionHours: z.number().nullable(),
  partition: z.number(),
  position: z.string().transform(BigInt),
});
const patienceMs = 2000;

/** How many events of users' topics the triggers that are on have not read, all together. Undefined when a topic does not answer. */
export async function topicLag(pool: pg.Pool, topics: Topics): Promise<number | undefined> {
  const { rows } = await pool.query(allPositions({}));
  const byTopic = Map.groupBy(z.array(Position).parse(rows), ({ id }) => id);
  const lags = [...byTopic.values()].map((positions) => lagOf(topics, positions));
  const found = await withTimeout(Promise.all(lags), patienceMs);
  return found?.reduce((total, lag) => total + lag, 0);
}

async function lagOf(topics: Topics, positions: readonly (TopicRow & z.output<typeof Position>)[]): Promise<number> {
  const [topic] = positions;
  if (!topic) return 0;
  const ends = new Map((await topics.ends(topic)).map(({ partition, next }) => [partition, next]));
  return positions.reduce((total, { partition, position }) => {
    const behind = Number((ends.get(partition) ?? position) - position);
    return total + Math.max(0, behind);
  }, 0);
}
