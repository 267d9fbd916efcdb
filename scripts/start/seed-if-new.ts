import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { fingerprint } from "./fingerprint.ts";
import type { Home } from "./home.ts";
import type { House } from "./house.ts";
import { step, warn } from "./screen.ts";
import { runTask } from "./task.ts";

const SOURCES = ["prisma/seed.ts", "server/examples/**/*", "docs/*.md"];

type Options = { house: House; home: Home; env: NodeJS.ProcessEnv; isNew: boolean };

/** Seeds a database that is new to this home, or again when what is seeded has changed. Seeding twice does no harm. */
export async function seedIfNew({ house, home, env, isNew }: Options): Promise<void> {
  const marker = home.file("seeded");
  const parts = [await fingerprint(SOURCES), env.DATABASE_URL];
  const state = createHash("sha256").update(parts.join("\n")).digest("hex");
  if (!isNew && existsSync(marker) && readFileSync(marker, "utf8") === state) return;
  try {
    await step("Examples ready", ({ progress }) => {
      const files = { entry: "scripts/start/seed.ts", logFile: home.log("seed") };
      return runTask({ house, ...files, env, onProgress: progress });
    });
    writeFileSync(marker, state);
  } catch (error) {
    if (house.signal.aborted) return;
    const reason = error instanceof Error ? error.message : String(error);
    warn(`The examples could not be made ready; the next start tries again. ${reason}`);
  }
}
