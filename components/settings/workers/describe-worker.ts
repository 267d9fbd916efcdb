import { formatBytes } from "../../../lib/format-bytes.ts";
import type { QueueView, WorkerState, WorkerView } from "../../../lib/views/worker-views.ts";
import type { Tone } from "../../ui/text/badge.tsx";
import { countOf } from "../../ui/text/format.ts";

export const stateStyles = {
  alive: { label: "Alive", tone: "success" },
  draining: { label: "Draining", tone: "info" },
  silent: { label: "Silent", tone: "warning" },
  stopped: { label: "Stopped", tone: "neutral" },
  died: { label: "Died", tone: "danger" },
} as const satisfies Record<WorkerState, { label: string; tone: Tone }>;

/** For how many milliseconds the oldest run that could go on has been waiting; undefined when none waits. */
export function dueForMs({ oldestDueAt }: QueueView, now: string): number | undefined {
  return oldestDueAt === null ? undefined : Math.max(0, Date.parse(now) - Date.parse(oldestDueAt));
}

/** How much of a worker is taken: 0 to 1. One that takes nothing more is full, however few runs it has. */
export function loadOf({ running, room }: Pick<WorkerView, "running" | "room">): number {
  const all = running + room;
  return all === 0 ? 1 : running / all;
}

/** What is wrong around a worker that is alive: its secret, its clock, its disk. */
export function troublesOf({ secret, clockMs, disk }: Pick<WorkerView, "secret" | "clockMs" | "disk">): string[] {
  const seconds = Math.round(Math.abs(clockMs ?? 0) / 1000);
  const isLow = disk !== null && disk.freeBytes < 10e9 && disk.freeBytes < disk.totalBytes / 10;
  return [
    ...(secret === "other" ? ["Has another PATCHBAY_SECRET: steps with credentials fail."] : []),
    ...(seconds > 2 ? [`Its clock is ${seconds} s ${(clockMs ?? 0) > 0 ? "ahead" : "behind"}.`] : []),
    ...(isLow ? [`Its disk is nearly full: ${formatBytes(disk.freeBytes)} free.`] : []),
  ];
}

/** What became of the runs of a worker that is gone. */
export function describeOutcome(
  worker: Pick<WorkerView, "state" | "running" | "finished" | "gaveBack" | "takenOver" | "held">,
) {
  const { state, running, finished, gaveBack, takenOver, held } = worker;
  if (state === "stopped") {
    const back = gaveBack === 0 ? "" : `, released ${runs(gaveBack)} to other workers`;
    return `Finished ${runs(finished)}${back}.`;
  }
  if (running === 0 && takenOver === 0 && held === 0) return `Finished ${runs(finished)} and was idle.`;
  const others = Math.max(0, running - takenOver - held);
  const parts = [
    ...(takenOver > 0 ? [`${runs(takenOver)} taken over by other workers`] : []),
    ...(held > 0 ? [`${runs(held)} waiting for a worker to take over`] : []),
    ...(others > 0 ? [`${runs(others)} ended before`] : []),
  ];
  return `Had ${runs(Math.max(running, takenOver + held))} in progress: ${parts.join(", ")}.`;
}

function runs(count: number): string {
  if (count === 0) return "no runs";
  return countOf(count, "run");
}
