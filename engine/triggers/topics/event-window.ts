/** The events of a partition from the first one that is not done on: which may begin, and how far the partition is done. */
import type { TopicEvent } from "../../../platform/topics/topic-log.ts";
import type { ListeningRules } from "../trigger-source.ts";

/** What became of an event that is done. */
export type Fate = "events" | "skipped" | "dead";
export type Counts = Record<Fate, number> & { runId: string | undefined };
export type Entry = {
  event: TopicEvent;
  /** Events of one lane begin one after the other. */
  lane: string | undefined;
  bytes: number;
  fate?: Fate;
  runId?: string | undefined;
};

export type EventWindow = {
  add(events: readonly TopicEvent[]): void;
  readTo(next: bigint): void;
  /** The next event that may begin. */
  begin(): Entry | undefined;
  /** The next event of its lane may begin. */
  leave(entry: Entry): void;
  settle(entry: Entry, fate: Fate): void;
  /** Offset of the first event that is not done. */
  position(): bigint;
  /** Offset of the event that is expected next. */
  expected(): bigint;
  takeCounts(): Counts;
};

type Options = { from: bigint; order: ListeningRules["order"]; pause(): void; resume(): void };

/** So much is read ahead of the first event that is not done. */
const most = { events: 1000, bytes: 8_000_000 } as const;
const none = (): Counts => ({ events: 0, skipped: 0, dead: 0, runId: undefined });

export function makeEventWindow({ from, order, pause, resume }: Options): EventWindow {
  /** In the order of their offsets; the first one is not done. */
  const entries: Entry[] = [];
  const ready: Entry[] = [];
  /** Of each lane at work, those that wait for it. */
  const lanes = new Map<string, Entry[]>();
  let counts = none();
  let next = from;
  let bytes = 0;
  let isPaused = false;

  function queue(entry: Entry): void {
    const others = entry.lane === undefined ? undefined : lanes.get(entry.lane);
    if (others) {
      others.push(entry);
      return;
    }
    if (entry.lane !== undefined) lanes.set(entry.lane, []);
    ready.push(entry);
  }

  return {
    add(events) {
      for (const event of events) {
        if (event.offset < next) continue;
        next = event.offset + 1n;
        const entry = { event, lane: laneOf(event, order), bytes: sizeOf(event) };
        entries.push(entry);
        bytes += entry.bytes;
        queue(entry);
      }
      if (isPaused || (entries.length < most.events && bytes < most.bytes)) return;
      isPaused = true;
      pause();
    },
    readTo(to) {
      if (to > next) next = to;
    },
    begin: () => ready.shift(),
    leave({ lane }) {
      if (lane === undefined) return;
      const following = lanes.get(lane)?.shift();
      if (following) ready.push(following);
      else lanes.delete(lane);
    },
    settle(entry, fate) {
      entry.fate ??= fate;
      for (let first = entries[0]; first?.fate; first = entries[0]) {
        entries.shift();
        bytes -= first.bytes;
        counts[first.fate] += 1;
        counts.runId = first.runId ?? counts.runId;
      }
      if (!isPaused || entries.length > most.events / 2 || bytes > most.bytes / 2) return;
      isPaused = false;
      resume();
    },
    position: () => entries[0]?.event.offset ?? next,
    expected: () => next,
    takeCounts() {
      const taken = counts;
      counts = none();
      return taken;
    },
  };
}

/** Events without a key are in no order. */
function laneOf({ key }: TopicEvent, order: ListeningRules["order"]): string | undefined {
  if (order === "partition") return "";
  return order === "key" && key !== null ? Buffer.from(key).toString("base64") : undefined;
}

function sizeOf({ key, value, headers }: TopicEvent): number {
  const inHeaders = headers.reduce((sum, header) => sum + header.name.length + (header.value?.length ?? 0), 0);
  return (key?.length ?? 0) + (value?.length ?? 0) + inHeaders;
}
