import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { openClient } from "../../platform/database/open-client.ts";
import type { StartEnv } from "../../platform/env.ts";
import { lockDataDir } from "../start/data-dir.ts";
import { startEmbeddedPostgres } from "../start/database.ts";
import { openSupervisor } from "../start/processes/supervisor.ts";
import { BackupError } from "./manifest.ts";

export type OwnDatabase = AsyncDisposable & { url: string; secret: string | undefined };

const Known = z.object({ port: z.number(), password: z.string() });

/**
 * The database and the secret of this installation: those of the settings, else those that npm start keeps in PATCHBAY_HOME.
 * The embedded database is started when it does not run; while it does, `mayRun` says whether that is all right.
 */
export async function openOwnDatabase(settings: StartEnv, { mayRun }: { mayRun: boolean }): Promise<OwnDatabase> {
  const { DATABASE_URL, PATCHBAY_HOME: home, PATCHBAY_SECRET, PATCHBAY_URL } = settings;
  const secret = PATCHBAY_SECRET ?? readIf(join(home, "secret"));
  if (DATABASE_URL !== undefined) {
    // Says in a sentence why it cannot be opened, if so.
    await (await openClient(DATABASE_URL, "patchbay-command")).end();
    return { url: DATABASE_URL, secret, [Symbol.asyncDispose]: async () => {} };
  }
  const known = Known.safeParse(JSON.parse(readIf(join(home, "postgres.json")) ?? "null")).data;
  if (existsSync(join(home, "start.json")) && known !== undefined && mayRun) {
    const url = `postgresql://patchbay:${known.password}@127.0.0.1:${known.port}/patchbay`;
    return { url, secret, [Symbol.asyncDispose]: async () => {} };
  }
  if (known === undefined && mayRun) {
    throw new BackupError(`There is nothing to back up: no DATABASE_URL is set, and npm start has not run in ${home}.`);
  }
  // Says which process holds the folder, when one does.
  const dataDir = lockDataDir(home, PATCHBAY_URL);
  const supervisor = openSupervisor();
  try {
    const url = await startEmbeddedPostgres(supervisor, dataDir);
    return { url, secret, [Symbol.asyncDispose]: close };
  } catch (error) {
    await close();
    throw error;
  }

  async function close(): Promise<void> {
    await supervisor.close();
    dataDir.unlock();
  }
}

function readIf(file: string): string | undefined {
  return existsSync(file) ? readFileSync(file, "utf8").trim() : undefined;
}
