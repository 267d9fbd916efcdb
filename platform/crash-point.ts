/**
 * Labelled places where the chaos tests end or stop a process: PATCHBAY_CRASH_AT=after-journal:3:kill kills it when it
 * comes by `after-journal` for the third time (`stop` sends SIGSTOP instead). Without the setting a passing costs one
 * empty call.
 */
import { writeSync } from "node:fs";

export const crashPoints = [
  "after-delivery",
  "after-insert",
  "after-claim",
  "after-inline-claim",
  "before-journal",
  "after-journal",
  "before-effect",
  "after-effect",
  "before-park",
  "after-park",
  "before-end",
  "after-end",
  "on-release",
  "after-children",
] as const;
export type CrashPoint = (typeof crashPoints)[number];

const pass: (point: CrashPoint) => void = armed(process.env.PATCHBAY_CRASH_AT ?? "") ?? (() => {});

export function crashPoint(point: CrashPoint): void {
  pass(point);
}

function armed(setting: string): ((point: CrashPoint) => void) | undefined {
  const [wanted, nth, how] = setting.split(":");
  if (!wanted) return undefined;
  let passings = 0;
  return (point) => {
    if (point !== wanted) return;
    passings += 1;
    if (passings !== Number(nth)) return;
    // Written at once: nothing that waits in a buffer would survive.
    writeSync(2, `${JSON.stringify({ crashPoint: point, how, pid: process.pid, at: Date.now() })}\n`);
    process.kill(process.pid, how === "stop" ? "SIGSTOP" : "SIGKILL");
  };
}
