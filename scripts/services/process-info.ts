import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";

/** The command line of a process, or "" when there is no such process. */
export function commandOf(pid: number): string {
  try {
    // Slim containers have no ps; where there is /proc, it says the same.
    if (process.platform === "linux") return readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ");
    const ps = ["-o", "args=", "-p", String(pid)];
    return execFileSync("ps", ps, { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });
  } catch {
    return "";
  }
}
