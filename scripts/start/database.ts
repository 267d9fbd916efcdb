import { randomBytes } from "node:crypto";
import { writeFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import { freePort } from "../services/free-port.ts";
import { ensureDatabase, type Postgres, startPostgres } from "../services/postgres.ts";
import { type DataDir, remembered } from "./data-dir.ts";
import type { Supervisor } from "./processes/supervisor.ts";
import { say, warn } from "./screen.ts";

const DATABASE = "patchbay";
const FIRST_PAUSE = 500;
const LONGEST_PAUSE = 30_000;
const Settings = z.object({ port: z.number(), password: z.string() });
type Settings = z.infer<typeof Settings>;

/** The embedded Postgres of this data folder. Its port and password stay the same from start to start while they can. */
export async function startEmbeddedPostgres(supervisor: Supervisor, dataDir: DataDir): Promise<string> {
  const file = dataDir.file("postgres.json");
  const before = remembered(file, Settings, () => ({ port: 0, password: randomBytes(18).toString("hex") }));
  const settings = { ...before, port: await freePort(before.port) };
  writeFileSync(file, JSON.stringify(settings), { mode: 0o600 });
  let current = await start(dataDir, settings);
  supervisor.add({ stop: () => current.stop(), kill: () => current.daemon.kill() });
  await ensureDatabase(current.url("postgres"), DATABASE);
  void keepUp();
  return current.url(DATABASE);

  /** When it ends unexpectedly, it is started again at the same address, and its clients reconnect. */
  async function keepUp(): Promise<void> {
    for (let pause = FIRST_PAUSE; ; pause = Math.min(pause * 2, LONGEST_PAUSE)) {
      await current.daemon.ended;
      if (supervisor.signal.aborted) return;
      warn("Postgres has ended; it starts again.");
      await sleep(pause, undefined, { ref: false });
      if (supervisor.signal.aborted) return;
      try {
        current = await start(dataDir, settings);
        pause = FIRST_PAUSE;
        say("Postgres is back.");
      } catch (error) {
        warn(error instanceof Error ? error.message : String(error));
      }
    }
  }
}

function start(dataDir: DataDir, settings: Settings): Promise<Postgres> {
  return startPostgres({ dataDir: dataDir.file("postgres"), logFile: dataDir.log("postgres"), ...settings });
}
