import { readdirSync, readFileSync } from "node:fs";

const ticksPerSecond = 100;

/**
 * Milliseconds on a processor so far, of a process and all its descendants, those that have ended included. Linux only;
 * undefined elsewhere.
 */
export function cpuMs(pid: number): number | undefined {
  if (process.platform !== "linux") return undefined;
  const parents = new Map<number, number[]>();
  const spent = new Map<number, number>();
  for (const name of readdirSync("/proc")) {
    const id = Number(name);
    const stat = Number.isInteger(id) ? statOf(id) : undefined;
    if (!stat) continue;
    spent.set(id, stat.ms);
    parents.set(stat.parent, [...(parents.get(stat.parent) ?? []), id]);
  }
  const open = [pid];
  let sum = 0;
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    sum += spent.get(id) ?? 0;
    open.push(...(parents.get(id) ?? []));
  }
  return sum;
}

/** See proc_pid_stat(5): the name in brackets may hold spaces, so fields are counted behind it. User and system, own and of ended children. */
function statOf(pid: number): { parent: number; ms: number } | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, "utf8");
    const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
    const ticks = fields.slice(11, 15).reduce((sum, field) => sum + Number(field), 0);
    return { parent: Number(fields[1]), ms: (ticks * 1000) / ticksPerSecond };
  } catch {
    // It ended between the listing and the reading.
    return undefined;
  }
}
