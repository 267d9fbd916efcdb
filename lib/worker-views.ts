/** What the API says about the workers and the queue. Times are ISO 8601. */
import { z } from "zod";

const Time = z.string().meta({ format: "date-time" });

export const workerStates = ["alive", "draining", "silent", "stopped", "died"] as const;
export const WorkerState = z.enum(workerStates).meta({
  description:
    "silent: no heartbeat for a few seconds. died: none for longer than a lease, so other workers take over its runs.",
});
export type WorkerState = z.infer<typeof WorkerState>;

export const WorkerView = z.object({
  id: z.string(),
  host: z.string(),
  pid: z.number().int(),
  version: z.string(),
  state: WorkerState,
  startedAt: Time,
  seenAt: Time,
  stoppedAt: Time.nullable(),
  running: z.number().int().meta({ description: "Runs that it held at its last heartbeat." }),
  room: z.number().int().meta({ description: "Its capacity: how many more runs it would claim." }),
  delayMs: z.number().meta({ description: "How late its event loop came, 99th percentile of the last second." }),
  cpu: z.number().meta({ description: "Share of one core, 0 to 1 and beyond." }),
  memoryBytes: z.number().int(),
  echoMs: z.number().nullable().meta({ description: "How long its last probe took through the broker." }),
  finished: z.number().int().meta({ description: "Runs that ended on it." }),
  gaveBack: z.number().int().meta({ description: "Runs it gave back when it was stopped." }),
  takenOver: z
    .number()
    .int()
    .meta({ description: "Its runs that other workers took over when its lease had expired." }),
  held: z.number().int().meta({ description: "Runs that are still under its lease." }),
});
export type WorkerView = z.infer<typeof WorkerView>;

export const QueueView = z.object({
  queued: z.number().int().meta({ description: "Runs that no worker has started." }),
  running: z.number().int(),
  waiting: z.number().int().meta({ description: "Runs that wait for a time, a person or other runs." }),
  oldestDueAt: Time.nullable().meta({
    description: "Since when the oldest run that could go on now waits for a worker.",
  }),
});
export type QueueView = z.infer<typeof QueueView>;

export const EngineView = z.object({
  /** The server's clock: ages are counted from it. */
  now: Time,
  broker: z.enum(["kafka", "postgres"]),
  brokerLagMs: z
    .number()
    .nullable()
    .meta({ description: "Round trip of a probe through the broker, as the web process measures it." }),
  workers: z.array(WorkerView),
  /** Of all workspaces, and of the one that asks. */
  queue: QueueView,
  ownQueue: QueueView,
});
export type EngineView = z.infer<typeof EngineView>;
