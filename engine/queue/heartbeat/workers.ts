/** Who works and what waits: for the worker page, metrics and health checks. */
import type pg from "pg";
import { z } from "zod";
import { type QueueView, WorkerState, type WorkerView } from "../../../lib/views/worker-views.ts";
import { countWorkers as countWorkersSql, listWorkers as listWorkersSql, queueState } from "./sql/statements.ts";

const WorkerRow = z.object({
  id: z.string(),
  host: z.string(),
  pid: z.number(),
  version: z.string(),
  state: WorkerState,
  startedAt: z.date(),
  seenAt: z.date(),
  stoppedAt: z.date().nullable(),
  running: z.number(),
  room: z.number(),
  delayMs: z.number(),
  cpu: z.number(),
  memoryBytes: z.number(),
  echoMs: z.number().nullable(),
  finished: z.number(),
  gaveBack: z.number(),
  takenOver: z.number(),
  held: z.number(),
  clockMs: z.number().nullable(),
  diskFree: z.number().nullable(),
  diskSize: z.number().nullable(),
  secretPrints: z.array(z.string()),
});

const QueueRow = z.object({
  queued: z.number(),
  running: z.number(),
  waiting: z.number(),
  oldestDueAt: z.date().nullable(),
  now: z.date(),
});
export type QueueState = z.infer<typeof QueueRow>;

const Counts = z.object({ alive: z.number(), draining: z.number(), died: z.number() });

/** `secretPrints`: fingerprints of the secrets that this process accepts, the one that it encrypts with first. */
export async function listWorkers(pool: pg.Pool, secretPrints: readonly string[] = []): Promise<WorkerView[]> {
  const { rows } = await pool.query(listWorkersSql({}));
  return z
    .array(WorkerRow)
    .parse(rows)
    .map(({ diskFree, diskSize, secretPrints: prints, ...row }) => ({
      ...row,
      disk: diskFree === null || diskSize === null ? null : { freeBytes: diskFree, totalBytes: diskSize },
      secret: compareSecrets(secretPrints, prints),
      startedAt: row.startedAt.toISOString(),
      seenAt: row.seenAt.toISOString(),
      stoppedAt: row.stoppedAt?.toISOString() ?? null,
    }));
}

/** Alike when each opens what the other encrypts, as while a secret is being changed. */
function compareSecrets(ours: readonly string[], theirs: readonly string[]): WorkerView["secret"] {
  const [own, their] = [ours[0], theirs[0]];
  if (own === undefined || their === undefined) return null;
  return theirs.includes(own) && ours.includes(their) ? "same" : "other";
}

export async function countWorkers(pool: pg.Pool): Promise<z.infer<typeof Counts>> {
  const { rows } = await pool.query(countWorkersSql({}));
  return Counts.parse(rows[0]);
}

/** Of one workspace, or of all of them. `now` is the database's clock. */
export async function readQueue(pool: pg.Pool, workspaceId: string | null): Promise<QueueState> {
  const { rows } = await pool.query(queueState({ workspaceId }));
  return QueueRow.parse(rows[0]);
}

export function queueView({ queued, running, waiting, oldestDueAt }: QueueState): QueueView {
  return { queued, running, waiting, oldestDueAt: oldestDueAt?.toISOString() ?? null };
}

/** Seconds for which the oldest run that could go on has been waiting for a worker; 0 when none waits. */
export function oldestDueSeconds({ oldestDueAt, now }: QueueState): number {
  return oldestDueAt === null ? 0 : Math.max(0, (now.getTime() - oldestDueAt.getTime()) / 1000);
}

/** The answers of `ask`, at most once in so many milliseconds: many may read the same table at once. */
export function remembered<T>(ask: () => Promise<T>, ms: number): () => Promise<T> {
  let answer: Promise<T> | undefined;
  let askedAt = 0;
  return () => {
    if (answer !== undefined && performance.now() - askedAt < ms) return answer;
    const asked = ask();
    answer = asked;
    askedAt = performance.now();
    asked.catch(() => {
      if (answer === asked) answer = undefined;
    });
    return asked;
  };
}
