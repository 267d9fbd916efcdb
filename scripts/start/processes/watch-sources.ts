import { existsSync, watch } from "node:fs";
import { say } from "../screen.ts";

// The pages reload by themselves (Next); everything below runs in the web process and the workers.
const FOLDERS = [
  "server",
  "workers",
  "engine",
  "collections",
  "state",
  "platform",
  "nodes",
  "expressions",
  "lib",
  "prisma/generated",
];
const SETTLED = 250;

/** Restarts the processes when a source file changes, a moment after the last change. */
export function watchSources(signal: AbortSignal, restart: () => Promise<void>): void {
  let timer: NodeJS.Timeout | undefined;
  let busy = Promise.resolve();
  const changed = (name: string) => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      say(`${name} changed; starting again.`);
      busy = busy.then(restart);
    }, SETTLED);
  };
  for (const folder of FOLDERS.filter((each) => existsSync(each))) {
    watch(folder, { recursive: true, signal }, (_, name) => {
      if (name && /\.(ts|tsx|json|csv)$/.test(name) && !name.includes(".test.")) changed(`${folder}/${name}`);
    });
  }
}
