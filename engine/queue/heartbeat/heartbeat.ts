import { hostname } from "node:os";
import type pg from "pg";
import { z } from "zod";
import { clockAhead } from "../../../platform/clock.ts";
import type { DiskSpace } from "../../../platform/disk-space.ts";
import type { Log } from "../../../platform/log.ts";
import { version } from "../../../platform/version.ts";
import { endWorker, noteTakenOver, upsertHeartbeat } from "./sql/statements.ts";

const everyMs = 2000;

/** What each heartbeat says about the worker. */
export type Load = {
  running: number;
  capacity: number;
  /** Runs that ended here, and runs released, since the start. */
  finished: number;
  gaveBack: number;
  delayMs: number;
  echoMs: number | null;
  isDraining: boolean;
};
/** Where a worker runs, and with which secrets: for `npm run verify`, which compares it with web and the database. */
export type Surroundings = {
  /** The one that it encrypts with first. */
  secretPrints: readonly string[];
  disk(): Promise<DiskSpace | undefined>;
};
type Deps = { pool: pg.Pool; log: Log; id: string; load(): Load; surroundings?: Surroundings | undefined };

const Answer = z.tuple([z.object({ now: z.number() })]);

/** Keeps this worker's row up to date, so that operators see which workers are alive and how busy each is. */
export function startHeartbeat({ pool, log, id, load, surroundings }: Deps) {
  const cpuShare = measureCpu();
  const takenOver = new Map<string, number>();
  let isBeating = false;
  let clockMs: number | null = null;

  async function beat(): Promise<void> {
    if (isBeating) return;
    isBeating = true;
    const own = { id, host: hostname(), pid: process.pid, version };
    const usage = { cpu: cpuShare(), memoryBytes: process.memoryUsage.rss() };
    try {
      const disk = await surroundings?.disk();
      const around = { clockMs, diskFree: disk?.freeBytes, diskSize: disk?.totalBytes };
      const secretPrints = surroundings?.secretPrints ?? [];
      const sentAt = Date.now();
      const { rows } = await pool.query(upsertHeartbeat({ ...own, ...load(), ...usage, ...around, secretPrints }));
      const [{ now }] = Answer.parse(rows);
      // The next one tells it.
      clockMs = clockAhead({ sentAt, now, answeredAt: Date.now() }) ?? clockMs;
      await writeTakenOver();
    } catch (error) {
      log.warn({ err: error }, "heartbeat failed");
    }
    isBeating = false;
  }

  async function writeTakenOver(): Promise<void> {
    if (takenOver.size === 0) return;
    const counts = [...takenOver];
    takenOver.clear();
    await pool.query(noteTakenOver({ workers: counts.map(([worker]) => worker), counts: counts.map(([, n]) => n) }));
  }

  const timer = setInterval(() => void beat(), everyMs);
  return {
    beat,
    /** A run was taken over from a worker whose lease had expired. */
    tookOver(from: string): void {
      takenOver.set(from, (takenOver.get(from) ?? 0) + 1);
    },
    async stop(): Promise<void> {
      clearInterval(timer);
      const { finished, gaveBack } = load();
      await pool.query(endWorker({ id, finished, gaveBack })).catch(() => {});
    },
  };
}

/** This process's share of one core since it was last asked. */
function measureCpu(): () => number {
  let before = { at: performance.now(), used: process.cpuUsage() };
  return () => {
    const used = process.cpuUsage();
    const at = performance.now();
    const busyMs = (used.user + used.system - before.used.user - before.used.system) / 1000;
    const share = busyMs / Math.max(1, at - before.at);
    before = { at, used };
    return share;
  };
}
