import { hostname } from "node:os";
import type pg from "pg";
import type { Log } from "../server/log.ts";
import { version } from "../server/version.ts";
import { endWorker, noteTakenOver, seeWorker } from "./sql/see-worker.ts";

const everyMs = 2000;

/** What a worker tells about itself at each sign of life. */
export type Load = {
  running: number;
  room: number;
  /** Runs carried to their end, and runs given back, since the start. */
  finished: number;
  gaveBack: number;
  delayMs: number;
  echoMs: number | null;
  isDraining: boolean;
};
type Deps = { pool: pg.Pool; log: Log; id: string; load(): Load };

/** Keeps this worker's row alive, so that people can see who works, how busy each is, and who is gone. */
export function startPresence({ pool, log, id, load }: Deps) {
  const cpuShare = measureCpu();
  const takenOver = new Map<string, number>();
  let isSeeing = false;

  async function see(): Promise<void> {
    if (isSeeing) return;
    isSeeing = true;
    const { running, room, finished, delayMs, echoMs, isDraining } = load();
    const own = [id, hostname(), process.pid, version, running, room, finished];
    const values = [...own, delayMs, cpuShare(), process.memoryUsage.rss(), echoMs, isDraining];
    try {
      await pool.query({ ...seeWorker, values });
      await tellTakenOver();
    } catch (error) {
      log.warn({ err: error }, "no sign of life was left");
    }
    isSeeing = false;
  }

  async function tellTakenOver(): Promise<void> {
    if (takenOver.size === 0) return;
    const counts = [...takenOver];
    takenOver.clear();
    await pool.query({ ...noteTakenOver, values: [counts.map(([worker]) => worker), counts.map(([, n]) => n)] });
  }

  const timer = setInterval(() => void see(), everyMs);
  return {
    see,
    /** A run was taken over from a worker whose lease was over. */
    tookOver(from: string): void {
      takenOver.set(from, (takenOver.get(from) ?? 0) + 1);
    },
    async stop(): Promise<void> {
      clearInterval(timer);
      const { finished, gaveBack } = load();
      await pool.query({ ...endWorker, values: [id, finished, gaveBack] }).catch(() => {});
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
