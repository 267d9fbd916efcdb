import { readFile } from "node:fs/promises";
import { totalmem } from "node:os";

/** Bytes of memory that this process and its children may have in all: the machine's, or the container's. */
export function totalMemory(): number {
  const limit = process.constrainedMemory();
  return limit > 0 && limit < totalmem() ? limit : totalmem();
}

/** Bytes that are free now, or become so at once: a container's count holds files that were only read. */
export async function freeMemory(): Promise<number> {
  const free = process.availableMemory();
  if (totalMemory() === totalmem()) return free;
  const stat = await readFile("/sys/fs/cgroup/memory.stat", "utf8").catch(() => "");
  const [, cached = "0"] = /^inactive_file (\d+)$/m.exec(stat) ?? [];
  return free + Number(cached);
}
