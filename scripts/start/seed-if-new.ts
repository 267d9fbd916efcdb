import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import type { DataDir } from "./data-dir.ts";
import { fingerprint } from "./fingerprint.ts";
import type { Supervisor } from "./processes/supervisor.ts";
import { runTask } from "./processes/task.ts";
import { step, warn } from "./screen.ts";

const SOURCES = ["prisma/seed.ts", "server/examples/**/*", "docs/*.md"];

type Options = { supervisor: Supervisor; dataDir: DataDir; env: NodeJS.ProcessEnv; isNew: boolean };

/** Seeds a database that is new to this data folder, or again when what is seeded has changed. Seeding twice does no harm. */
export async function seedIfNew({ supervisor, dataDir, env, isNew }: Options): Promise<void> {
  const marker = dataDir.file("seeded");
  const parts = [await fingerprint(SOURCES), env.DATABASE_URL];
  const state = createHash("sha256").update(parts.join("\n")).digest("hex");
  if (!isNew && existsSync(marker) && readFileSync(marker, "utf8") === state) return;
  try {
    await step("Examples ready", ({ progress }) => {
      const files = { entry: "scripts/start/seed.ts", logFile: dataDir.log("seed") };
      return runTask({ supervisor, ...files, env, onProgress: progress });
    });
    writeFileSync(marker, state);
  } catch (error) {
    if (supervisor.signal.aborted) return;
    const reason = error instanceof Error ? error.message : String(error);
    warn(`The examples could not be made ready; the next start tries again. ${reason}`);
  }
}
