import { withTimeout } from "../../../platform/retry/with-timeout.ts";
import type { Follower } from "../../../platform/topics/topic-log.ts";
import { triggerSources } from "../sources.ts";
import { type Claim, keyOf } from "./claims.ts";
import { type CheckedGroup, makeLogCheck } from "./log-check.ts";
import { makeNotes } from "./notes.ts";
import { type GroupDeps, openGroup, openLog, type Part, wordsOf } from "./open-group.ts";

/** How long a partition rests that could not be opened. */
const restMs = 5000;
/** How long a stop waits for events whose runs are on their way to the disk. */
const patienceMs = 5000;

export type Holding = {
  /** Keeps what the worker holds, takes what is free up to its share, and gives back what is above it. */
  look(): Promise<void>;
  release(): Promise<void>;
};

/** Partitions that were claimed together. The follower is closed with the last of them. */
type Group = CheckedGroup & { parts: Set<Part>; follower: Promise<Follower | undefined> };

/** The partitions that a worker holds. */
export function makeHolding(deps: GroupDeps): Holding {
  const { claims, log } = deps;
  const held = new Map<string, Part>();
  const groups = new Map<Part, Group>();
  const notes = makeNotes(claims, log);
  /** Followers that are being closed, which may take a while. */
  const leaving = new Set<Promise<unknown>>();

  /** Lets a partition go that another claim decides about, or that cannot go on; then it says why and rests. */
  function lose(part: Part, error?: unknown): void {
    if (held.get(keyOf(part.claim)) !== part) return;
    if (error !== undefined) {
      const { pipelineId, nodeId, partition } = part.claim;
      log.warn({ err: error, pipelineId, nodeId, partition }, "a topic cannot be read; it is tried again");
      part.error = wordsOf(error);
    }
    void letGo([part], error === undefined ? 0 : restMs);
  }

  /** Ends the work and notes how far it came; the partitions are free after `freeInMs`. */
  async function letGo(parts: readonly Part[], freeInMs: number): Promise<void> {
    for (const part of parts) held.delete(keyOf(part.claim));
    await withTimeout(Promise.all(parts.map((part) => part.work?.close())), patienceMs);
    // One that is not given back is free when its claim runs out.
    await notes.write(parts, freeInMs).catch((err) => log.debug({ err }, "claims were not given back"));
    for (const part of parts) {
      const left: Promise<unknown> = withTimeout(leave(part), patienceMs).finally(() => leaving.delete(left));
      leaving.add(left);
    }
  }

  async function leave(part: Part): Promise<void> {
    const group = groups.get(part);
    groups.delete(part);
    group?.parts.delete(part);
    const follower = await group?.follower;
    if (group?.parts.size === 0) await follower?.close();
    else follower?.pause(part.claim.partition);
  }

  function open(some: readonly Claim[]): void {
    const source = triggerSources.get(some[0]?.type ?? "");
    const listening = source?.listening;
    const [first] = some;
    if (!source || !listening || !first) return;
    const none = () => ({ events: 0, skipped: 0, dead: 0, lost: 0n });
    const parts = some.map((claim): Part => ({ claim, work: undefined, error: undefined, unsaved: none() }));
    for (const part of parts) held.set(keyOf(part.claim), part);
    const isHeld = (part: Part) => held.get(keyOf(part.claim)) === part;
    const follower = openGroup(deps, parts, { source, changed: notes.changed, lose, isHeld }).catch(
      (error: unknown) => {
        for (const part of parts) lose(part, error);
        return undefined;
      },
    );
    const check = () => openLog(deps.topics, first, listening);
    const away = () => listening.away(deps.topics, first);
    const group = { parts: new Set(parts), follower, check, away };
    for (const part of parts) groups.set(part, group);
  }

  const checkLogs = makeLogCheck(deps, { groups: () => groups.values(), lose, changed: notes.changed });

  return {
    async look() {
      const before = [...held.values()];
      const kept = await claims.keep(before.map(({ claim }) => claim));
      const gone = before.filter((part) => !kept.has(part.claim) && held.get(keyOf(part.claim)) === part);
      if (gone.length > 0) await letGo(gone, 0);
      checkLogs();
      const { claims: taken, share } = await claims.take(held.size);
      for (const some of Map.groupBy(taken, ({ pipelineId, nodeId }) => `${pipelineId}/${nodeId}`).values()) open(some);
      // Others have come who have less.
      const surplus = [...held.values()].slice(share);
      if (surplus.length > 0) await letGo(surplus, 0);
    },
    async release() {
      await letGo([...held.values()], 0);
      await Promise.all(leaving);
      notes.close();
    },
  };
}
