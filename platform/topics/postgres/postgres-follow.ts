/** Following a topic in Postgres: NOTIFY says that there is something to read, and a slow poll finds what it lost. */
import { setTimeout as sleep } from "node:timers/promises";
import type { PostgresListener } from "../../broker/postgres/postgres-listener.ts";
import { isTransientDbError } from "../../retry/transient-db-error.ts";
import type { Follow, Follower, TopicEvent } from "../topic-log.ts";

/** Followed topics cost one statement in this time each while nothing is published. */
const pollMs = 5000;
const patienceMs = 2000;

type Deps = {
  /** The next events of these partitions, from these offsets on. */
  read(topicId: string, next: ReadonlyMap<number, bigint>): Promise<TopicEvent[]>;
  listener: PostgresListener;
};

export async function followPostgres({ read, listener }: Deps, options: Follow): Promise<Follower> {
  const { topic, from, handle, onRead, onEnd } = options;
  const stopped = new AbortController();
  const paused = new Set<number>();
  const next = new Map(from);
  let isDue = false;
  let wake: (() => void) | undefined;
  const look = () => {
    isDue = true;
    wake?.();
  };
  const unlisten = await listener.add({
    topic: "patchbay.topic",
    onPayload: (topicId) => topicId === topic.id && look(),
    onReconnect: look,
  });

  /** The pause before the next look, cut short by a notification that came since the last one began. */
  async function rest(ms: number): Promise<void> {
    if (isDue || stopped.signal.aborted) return;
    const woken = new AbortController();
    wake = () => woken.abort();
    await sleep(ms, undefined, { signal: woken.signal }).catch(() => {});
    wake = undefined;
  }

  async function run(): Promise<void> {
    while (!stopped.signal.aborted) {
      isDue = false;
      const wanted = new Map([...next].filter(([partition]) => !paused.has(partition)));
      const events = await read(topic.id, wanted).catch(unlessTransient);
      if (stopped.signal.aborted) return;
      if (events === undefined || events.length === 0) {
        await rest(events ? pollMs : patienceMs);
        continue;
      }
      await handle(events);
      for (const { partition, offset } of events) next.set(partition, offset + 1n);
      for (const partition of new Set(events.map((event) => event.partition)))
        onRead?.(partition, next.get(partition) ?? 0n);
    }
  }

  const ended = run().catch((error: unknown) => onEnd?.(error));
  return {
    pause: (partition) => void paused.add(partition),
    resume(partition) {
      if (paused.delete(partition)) look();
    },
    async close() {
      unlisten();
      stopped.abort();
      wake?.();
      await ended;
    },
  };
}

function unlessTransient(error: unknown): undefined {
  if (!isTransientDbError(error)) throw error;
}
