/** What the API says about the workers and the queue. Times are ISO 8601. */
import * as z from "zod";

const Time = z.string().meta({ format: "date-time" });

const workerStates = ["alive", "draining", "silent", "stopped", "died"] as const;
export const WorkerState = z.enum(workerStates).meta({
  description:
    "silent: no heartbeat for a few seconds. died: no heartbeat for longer than a lease, so other workers take over its runs.",
});
export type WorkerState = z.infer<typeof WorkerState>;

const DiskView = z
  .object({ freeBytes: z.number(), totalBytes: z.number() })
  .nullable()
  .meta({ description: "The disk with the data folder (PATCHBAY_HOME); null where it cannot be read." });
const clock = "How many milliseconds its clock is ahead of the database's; null until that is measured.";

export const WorkerView = z.object({
  id: z.string(),
  host: z.string(),
  pid: z.number().int(),
  version: z.string(),
  state: WorkerState,
  startedAt: Time,
  seenAt: Time,
  stoppedAt: Time.nullable(),
  running: z.number().int().meta({ description: "Runs in progress at its last heartbeat." }),
  room: z.number().int().meta({ description: "Free capacity, in runs." }),
  delayMs: z.number().meta({ description: "Event loop delay, 99th percentile of the last second." }),
  cpu: z.number().meta({ description: "CPU use in cores; 1 is one full core." }),
  memoryBytes: z.number().int(),
  echoMs: z.number().nullable().meta({ description: "Round trip of its last message to itself through the broker." }),
  finished: z.number().int().meta({ description: "Runs it has finished." }),
  gaveBack: z.number().int().meta({ description: "Runs it released when it was stopped." }),
  takenOver: z.number().int().meta({ description: "Its runs that other workers took over after the lease expired." }),
  held: z.number().int().meta({ description: "Runs that are still under its lease." }),
  clockMs: z.number().nullable().meta({ description: clock }),
  disk: DiskView,
  secret: z.enum(["same", "other"]).nullable().meta({
    description:
      "other: it has another PATCHBAY_SECRET than the web process, so it opens no credential. Null when that is not known.",
  }),
});
export type WorkerView = z.infer<typeof WorkerView>;

export const QueueView = z.object({
  queued: z.number().int().meta({ description: "Runs that no worker has started." }),
  running: z.number().int(),
  waiting: z.number().int().meta({ description: "Runs that are waiting for a time, a person or other runs." }),
  oldestDueAt: Time.nullable().meta({
    description: "Since when the oldest run that is due has been waiting for a worker.",
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
  web: z
    .object({ clockMs: z.number().nullable().meta({ description: clock }), disk: DiskView })
    .meta({ description: "The web process that answers." }),
  workers: z.array(WorkerView),
  /** Of all workspaces, and of the one that asks. */
  queue: QueueView,
  ownQueue: QueueView,
});
export type EngineView = z.infer<typeof EngineView>;
