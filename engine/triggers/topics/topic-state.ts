/** How triggers that listen to topics stand. */
import { deadTopicOf } from "../../../lib/topics/dead-letter.ts";
import type { TopicTriggerView } from "../../../lib/views/live/trigger-views.ts";
import { withTimeout } from "../../../platform/retry/with-timeout.ts";
import type { EventLog } from "../trigger-source.ts";

/** A page does not wait longer for a broker that does not answer. */
const patienceMs = 2000;

export type PositionRow = {
  nodeId: string;
  partition: number;
  position: bigint;
  events: number;
  skipped: number;
  dead: number;
  lost: bigint;
  perMinute: number;
  lastEventAt: Date | null;
  lastRunId: string | null;
  error: string | null;
  errorAt: Date | null;
};
type Trigger = { pipelineId: string; topic: string; isForeign: boolean; now: number; log: Promise<EventLog> };

export async function topicState(rows: readonly PositionRow[], trigger: Trigger): Promise<TopicTriggerView> {
  const { pipelineId, topic: name, isForeign, now } = trigger;
  const found = trigger.log.then(({ log, topic }) => log.ends(topic));
  const ends = new Map((await withTimeout(found, patienceMs))?.map(({ partition, next }) => [partition, next]));
  const sum = (of: (row: PositionRow) => number) => rows.reduce((total, row) => total + of(row), 0);
  const partitions = rows
    .map(({ partition, position, error }) => {
      const end = ends.get(partition);
      const lag = end === undefined ? null : Math.max(0, Number(end - position));
      return { partition, position: Number(position), end: end === undefined ? null : Number(end), lag, error };
    })
    .sort((a, b) => a.partition - b.partition);
  return {
    ...{ name, isForeign, partitions, deadTopic: deadTopicOf(name, pipelineId) },
    lag: partitions.reduce((total: number | null, { lag }) => (total === null || lag === null ? null : total + lag), 0),
    perMinute: sum((row) => (row.lastEventAt && now - row.lastEventAt.getTime() < 60_000 ? row.perMinute : 0)),
    skipped: sum((row) => row.skipped),
    dead: sum((row) => row.dead),
    lost: sum((row) => Number(row.lost)),
  };
}

/** Of all partitions: how many events started runs, the last of them, and the newest problem. */
export function sumOf(rows: readonly PositionRow[]) {
  const latest = rows.reduce<PositionRow | undefined>(
    (best, row) => (row.lastEventAt && (best?.lastEventAt ?? new Date(0)) < row.lastEventAt ? row : best),
    undefined,
  );
  const problem = newestProblem(rows);
  return {
    events: rows.reduce((total, row) => total + row.events, 0),
    lastEventAt: latest?.lastEventAt ?? null,
    lastRunId: latest?.lastRunId ?? null,
    error: problem?.error ?? null,
    errorAt: problem?.errorAt ?? null,
  };
}

type WithError = { error: string | null; errorAt: Date | null };

/** The problem that came last, since it was first said: partitions say the same one after the other. */
export function newestProblem(rows: readonly WithError[]): { error: string; errorAt: Date | null } | undefined {
  const timeOf = ({ errorAt }: WithError) => errorAt?.getTime() ?? 0;
  const [first, ...others] = rows.filter(({ error }) => error !== null).sort((a, b) => timeOf(b) - timeOf(a));
  if (!first || first.error === null) return undefined;
  const same = [first, ...others.filter(({ error }) => error === first.error)];
  return { error: first.error, errorAt: same.at(-1)?.errorAt ?? null };
}
