import { hostname } from "node:os";
import type pg from "pg";
import type { Log } from "../server/log.ts";
import { forgetWorker, seeWorker } from "./sql/see-worker.ts";

const everyMs = 5000;
const version = process.env.npm_package_version ?? "dev";

type Deps = { pool: pg.Pool; log: Log; id: string; running(): number };

/** Keeps this worker's row alive, so that the health page can tell who works and who is gone. */
export function startPresence({ pool, log, id, running }: Deps) {
  async function see(): Promise<void> {
    const values = [id, hostname(), process.pid, version, running()];
    await pool.query({ ...seeWorker, values }).catch((error) => log.warn({ err: error }, "no sign of life was left"));
  }
  const timer = setInterval(() => void see(), everyMs);
  return {
    see,
    async stop(): Promise<void> {
      clearInterval(timer);
      await pool.query({ ...forgetWorker, values: [id] }).catch(() => {});
    },
  };
}
