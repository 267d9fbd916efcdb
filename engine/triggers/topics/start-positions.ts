/** With which events a trigger begins that is switched on: looked up once, and kept. */
import type { Db } from "../../../platform/database/db.ts";
import { orAway } from "../../../platform/topics/or-away.ts";
import type { EventPlace, PartitionEnds } from "../../../platform/topics/topic-log.ts";
import type { Topics } from "../../../platform/topics/topics.ts";
import type { Listening, TriggerSettings, TriggerSource } from "../trigger-source.ts";
import { firstPlaces } from "./cluster-log.ts";

type Served = { nodeId: string; settings: TriggerSettings; source: TriggerSource };
/** `places` for a trigger that has no position yet, or is not to go on from it; `ends` of the topic as it is. */
type Start = { logId: string; places: EventPlace[]; keepsPosition: boolean; ends: PartitionEnds[] };

/** By nodes. Throws, with what to do, when the settings of one cannot be used. */
export async function startPositions(
  topics: Topics,
  workspaceId: string,
  served: readonly Served[],
): Promise<ReadonlyMap<string, Start>> {
  const starts = new Map<string, Start>();
  for (const { nodeId, settings, source } of served) {
    if (!source.listening) continue;
    const { listening } = source;
    const of = { workspaceId, nodeId, settings };
    // Nothing has been changed by then.
    const start = await orAway(startOf(topics, listening, of), () => listening.away(topics, of));
    starts.set(nodeId, start);
  }
  return starts;
}

type Of = { workspaceId: string; nodeId: string; settings: TriggerSettings };

async function startOf(topics: Topics, listening: Listening, of: Of): Promise<Start> {
  const log = await listening.open(topics, of);
  await listening.check(log, of);
  const places = await listening.start(log, of.settings);
  const ends = await log.log.ends(log.topic);
  return { logId: log.id, places: places ?? (await firstPlaces(log)), keepsPosition: places === undefined, ends };
}

type Transaction = Parameters<Parameters<Db["prisma"]["$transaction"]>[0]>[0];
type Trigger = { pipelineId: string; nodeId: string };

/**
 * A trigger that was on goes on where it is in the same topic. Raising the tokens ends the claims of workers that have the
 * version before: they begin nothing more.
 */
export async function writePositions(
  tx: Transaction,
  trigger: Trigger,
  { start, wasOn }: { start: Start; wasOn: boolean },
): Promise<void> {
  const { logId, places, keepsPosition } = start;
  const rows = await tx.triggerPartition.findMany({ where: trigger });
  const former = wasOn || keepsPosition ? rows.filter(({ log }) => log === logId) : [];
  const ends = new Map(start.ends.map((end) => [end.partition, end]));
  // In a topic that ends before the place where it was, which was made anew, all events are new.
  const same = former.filter(({ partition, position }) => position <= (ends.get(partition)?.next ?? position));
  const free = { worker: null, claimedUntil: null, error: null, errorAt: null };
  const kept = { ...trigger, partition: { in: same.map(({ partition }) => partition) } };
  await tx.triggerPartition.deleteMany({ where: { ...trigger, NOT: { partition: kept.partition } } });
  const counts = wasOn ? {} : { events: 0, skipped: 0, dead: 0, lost: 0n, lastEventAt: null, lastRunId: null };
  await tx.triggerPartition.updateMany({ where: kept, data: { ...free, ...counts, token: { increment: 1 } } });
  const known = new Set(same.map(({ partition }) => partition));
  const highest = rows.reduce((most, { token }) => Math.max(most, token), 0);
  await tx.triggerPartition.createMany({
    data: places
      .filter(({ partition }) => !known.has(partition))
      // So they are of one that was added while the others were read.
      .map(({ partition, offset }) => ({ partition, position: former.length > 0 ? 0n : offset }))
      .map((one) => ({ ...trigger, ...one, log: logId, token: highest + 1 })),
  });
}
