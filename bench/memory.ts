import { readFileSync } from "node:fs";

/** Memory that a process has in use. Linux only; elsewhere not a number. */
export function memoryKb(pid: number): number {
  try {
    return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1]);
  } catch {
    return Number.NaN;
  }
}
