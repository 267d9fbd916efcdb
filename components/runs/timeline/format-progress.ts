import type { Progress } from "../../../lib/views/nested-views.ts";

/** How far a map or a loop is, for a narrow place: 37/200 · 2 failed */
export function shortProgress({ done, failed, total }: Progress): string {
  const ended = done + failed;
  const count = total === null || total === ended ? String(ended) : `${ended}/${total}`;
  return failed === 0 ? count : `${count} · ${failed} failed`;
}

/** 37 of 200, 2 failed */
export function formatProgress({ done, failed, total }: Progress): string {
  const ended = done + failed;
  const count = total === null ? String(ended) : `${ended} of ${total}`;
  return failed === 0 ? count : `${count}, ${failed} failed`;
}
