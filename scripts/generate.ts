import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const root = fileURLToPath(new URL("..", import.meta.url));

/** Writes the Prisma client into prisma/generated. */
export async function generateClient(): Promise<void> {
  // The CLI would download its schema engine even for this, which does not use it: any existing path keeps it quiet.
  const anyFile = existsSync("/bin/true") ? "/bin/true" : process.execPath;
  const env = {
    ...process.env,
    PRISMA_SCHEMA_ENGINE_BINARY: anyFile,
    PRISMA_HIDE_UPDATE_MESSAGE: "1",
    CHECKPOINT_DISABLE: "1",
  };
  const cli = `${root}/node_modules/prisma/build/index.js`;
  await promisify(execFile)(process.execPath, [cli, "generate"], { cwd: root, env });
}

if (import.meta.main) await generateClient();
