/**
 * What CloudWatch scales workers by and raises alarms on, as lines of its embedded metric format on standard output, from
 * which CloudWatch Logs takes the numbers: no right and no call of AWS is needed. Every web process says the same.
 */
import { setTimeout as sleep } from "node:timers/promises";
import { oldestDueSeconds, type QueueState } from "../../engine/queue/heartbeat/workers.ts";

const everyMs = 15_000;

type Readings = {
  queue(): Promise<QueueState | undefined>;
  workers(): Promise<{ alive: number } | undefined>;
  lag(): Promise<number | undefined>;
};
type Options = { installation: string; readings: Readings; write?: (line: string) => void; pauseMs?: number };

export function publishToCloudWatch({ installation, readings, write = toStdout, pauseMs = everyMs }: Options): {
  close(): Promise<void>;
} {
  const stopped = new AbortController();
  const publishing = (async () => {
    while (!stopped.signal.aborted) {
      const line = await measure(installation, readings);
      if (line !== undefined) write(line);
      await sleep(pauseMs, undefined, { signal: stopped.signal, ref: false }).catch(() => {});
    }
  })();
  return {
    async close() {
      stopped.abort();
      await publishing;
    },
  };
}

/** Undefined when nothing could be read: no number is better than a wrong one, and alarms see that none came. */
async function measure(installation: string, readings: Readings): Promise<string | undefined> {
  const [queue, workers, lag] = await Promise.all([
    readings.queue().catch(() => undefined),
    readings.workers().catch(() => undefined),
    readings.lag().catch(() => undefined),
  ]);
  const values = {
    ...(queue && {
      OldestDueSeconds: oldestDueSeconds(queue),
      QueuedRuns: queue.queued,
      RunningRuns: queue.running,
      WaitingRuns: queue.waiting,
    }),
    ...(workers && { WorkersAlive: workers.alive }),
    ...(lag !== undefined && { TopicLag: lag }),
  };
  const names = Object.keys(values);
  if (names.length === 0) return undefined;
  const Metrics = names.map((Name) => ({ Name, Unit: Name === "OldestDueSeconds" ? "Seconds" : "Count" }));
  const directive = { Namespace: "Patchbay", Dimensions: [["Installation"]], Metrics };
  const _aws = { Timestamp: Date.now(), CloudWatchMetrics: [directive] };
  return JSON.stringify({ _aws, Installation: installation, ...values });
}

function toStdout(line: string): void {
  process.stdout.write(`${line}\n`);
}
