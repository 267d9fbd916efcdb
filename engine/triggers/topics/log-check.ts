/** What may become of a topic while it is read: it is gone, made anew, out of reach, or has more partitions. */
import { PatchbayError } from "../../../lib/errors.ts";
import type { EventLog } from "../trigger-source.ts";
import { type GroupDeps, type Part, wordsOf } from "./open-group.ts";
import { addPartitions } from "./sql/statements.ts";

/** Noticed within this. */
const checkMs = 5000;
/** A client of Kafka tries for a minute before it gives up; that nothing answers is said after this. */
const silentMs = 5000;

/** `partitions` is how many the topic had when it was looked at last. */
export type CheckedGroup = {
  parts: ReadonlySet<Part>;
  check(): Promise<EventLog>;
  away(): Promise<PatchbayError | undefined>;
  isLookedAt?: boolean;
  partitions?: number;
};
type Hooks = {
  groups(): Iterable<CheckedGroup>;
  lose(part: Part, error: unknown): void;
  changed(part: Part): void;
};

/**
 * A follower goes on as if nothing were published when its topic is gone or cannot be reached, and takes a new one for the old
 * one.
 */
export function makeLogCheck({ pool, topics, log }: Pick<GroupDeps, "pool" | "topics" | "log">, hooks: Hooks) {
  let checkedAt = performance.now();

  async function grow(group: CheckedGroup, { log, topic }: EventLog): Promise<void> {
    const [first] = group.parts;
    const partitions = await log.partitions?.(topic);
    if (!first || partitions === undefined || partitions === group.partitions) return;
    if (partitions > topic.partitions) await topics.grow(topic, partitions);
    const { pipelineId, nodeId, partition, token } = first.claim;
    await pool.query(addPartitions({ pipelineId, nodeId, partition, token, partitions }));
    group.partitions = partitions;
  }

  function say(group: CheckedGroup, away: string | undefined): void {
    for (const part of group.parts) {
      if (part.away === away) continue;
      part.away = away;
      hooks.changed(part);
    }
  }

  async function sayAway(group: CheckedGroup): Promise<void> {
    const error = await group.away();
    // It may have been found out meanwhile.
    if (error && group.isLookedAt) say(group, wordsOf(error));
  }

  async function look(group: CheckedGroup): Promise<void> {
    if (group.isLookedAt) return;
    group.isLookedAt = true;
    const onSilence = () => sayAway(group).catch((err) => log.debug({ err }, "a topic that does not answer"));
    const silence = setTimeout(onSilence, silentMs);
    try {
      await grow(group, await group.check());
      say(group, undefined);
    } catch (thrown) {
      if (!(thrown instanceof PatchbayError)) log.debug({ err: thrown }, "a topic could not be looked at");
      else if (!thrown.canRetry) for (const part of group.parts) hooks.lose(part, thrown);
      else say(group, wordsOf(thrown));
    } finally {
      clearTimeout(silence);
      group.isLookedAt = false;
    }
  }

  return (): void => {
    if (performance.now() - checkedAt < checkMs) return;
    checkedAt = performance.now();
    for (const group of new Set(hooks.groups())) void look(group);
  };
}
