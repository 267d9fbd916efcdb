import { formatBytes } from "../../../../lib/format-bytes.ts";
import type { LocalModelView } from "../../../../lib/models/local-models.ts";
import { formatDuration } from "../../../ui/text/format.ts";

type Progress = Pick<LocalModelView, "state" | "bytes" | "doneBytes" | "bytesPerSecond">;

export function isUnderWay({ state }: Pick<Progress, "state">): boolean {
  return state === "downloading" || state === "uploading" || state === "checking";
}

/** Such as “1.2 GB of 4.1 GB · 12 MB/s · 4 min 02 s left”. */
export function describeProgress({ state, bytes, doneBytes, bytesPerSecond }: Progress): string {
  if (state === "checking") return "Checking the file";
  if (bytes === null) return state === "uploading" ? formatBytes(doneBytes) : "Asking for the file";
  const parts = [`${formatBytes(doneBytes)} of ${formatBytes(bytes)}`];
  if (bytesPerSecond !== null && bytesPerSecond > 0) {
    parts.push(`${formatBytes(bytesPerSecond)}/s`);
    parts.push(`${formatDuration(((bytes - doneBytes) / bytesPerSecond) * 1000)} left`);
  }
  return parts.join(" · ");
}

/** A worker's machine that has not the whole file yet, such as “worker-2 fetches the file: 1.2 GB of 4.1 GB”. */
export function describeCopy({ machine, doneBytes }: LocalModelView["copies"][number], bytes: number | null): string {
  return `${machine} fetches the file: ${formatBytes(doneBytes)}${bytes === null ? "" : ` of ${formatBytes(bytes)}`}`;
}

export function shareDone({ bytes, doneBytes }: Progress): number {
  return bytes === null || bytes === 0 ? 0 : Math.min(1, doneBytes / bytes);
}
