import { randomBytes } from "node:crypto";
import { writeFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import { freePort } from "../services/free-port.ts";
import { ensureDatabase, type Postgres, startPostgres } from "../services/postgres.ts";
import { type Home, remembered } from "./home.ts";
import type { House } from "./house.ts";
import { say, warn } from "./screen.ts";

const DATABASE = "patchbay";
const FIRST_PAUSE = 500;
const LONGEST_PAUSE = 30_000;
const Settings = z.object({ port: z.number(), password: z.string() });
type Settings = z.infer<typeof Settings>;

/** The embedded Postgres of this home. Its port and password stay the same from start to start while they can. */
export async function startEmbeddedPostgres(house: House, home: Home): Promise<string> {
  const file = home.file("postgres.json");
  const before = remembered(file, Settings, () => ({ port: 0, password: randomBytes(18).toString("hex") }));
  const settings = { ...before, port: await freePort(before.port) };
  writeFileSync(file, JSON.stringify(settings), { mode: 0o600 });
  let current = await start(home, settings);
  house.add({ stop: () => current.stop(), kill: () => current.daemon.kill() });
  await ensureDatabase(current.url("postgres"), DATABASE);
  void keepUp();
  return current.url(DATABASE);

  /** Should it die, it comes back at the same address, and who is connected connects again. */
  async function keepUp(): Promise<void> {
    for (let pause = FIRST_PAUSE; ; pause = Math.min(pause * 2, LONGEST_PAUSE)) {
      await current.daemon.ended;
      if (house.signal.aborted) return;
      warn("Postgres has ended; it starts again.");
      await sleep(pause, undefined, { ref: false });
      if (house.signal.aborted) return;
      try {
        current = await start(home, settings);
        pause = FIRST_PAUSE;
        say("Postgres is back.");
      } catch (error) {
        warn(error instanceof Error ? error.message : String(error));
      }
    }
  }
}

function start(home: Home, settings: Settings): Promise<Postgres> {
  return startPostgres({ dataDir: home.file("postgres"), logFile: home.log("postgres"), ...settings });
}
