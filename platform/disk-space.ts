import { statfs } from "node:fs/promises";
import { withTimeout } from "./retry/with-timeout.ts";

export type DiskSpace = { freeBytes: number; totalBytes: number };

/** A network disk that is away answers never, and what waits for it here has more to do, such as a heartbeat. */
const limitMs = 500;
/** One at a time: each that hangs takes one of the few threads that read files. */
const asking = new Map<string, Promise<DiskSpace | undefined>>();

/** What this process may still write on the disk with a folder; undefined where that cannot be read, or not soon. */
export async function diskSpaceOf(folder: string): Promise<DiskSpace | undefined> {
  const asked = asking.get(folder) ?? ask(folder).finally(() => asking.delete(folder));
  asking.set(folder, asked);
  return await withTimeout(asked, limitMs);
}

async function ask(folder: string): Promise<DiskSpace | undefined> {
  try {
    const { bsize, bavail, blocks } = await statfs(folder);
    return { freeBytes: bsize * bavail, totalBytes: bsize * blocks };
  } catch {
    return undefined;
  }
}
