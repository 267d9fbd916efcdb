import { clsx } from "clsx";
import {
  Ban,
  CircleCheck,
  CirclePause,
  CircleSlash,
  CircleX,
  ClipboardCheck,
  FileSearch,
  LoaderCircle,
  type LucideIcon,
  TriangleAlert,
} from "lucide-react";
import type { BatchState } from "../../lib/batches/batch.ts";
import type { BatchView } from "../../lib/views/live/batch-views.ts";
import { countOf, formatDuration } from "../ui/text/format.ts";

const styles = {
  reading: { label: "Reading the file", icon: LoaderCircle, text: "text-info" },
  ready: { label: "Ready to start", icon: ClipboardCheck, text: "text-muted" },
  checking: { label: "Checking the rows", icon: FileSearch, text: "text-info" },
  refused: { label: "Needs a decision", icon: TriangleAlert, text: "text-warning" },
  running: { label: "Running", icon: LoaderCircle, text: "text-info" },
  paused: { label: "Paused", icon: CirclePause, text: "text-warning" },
  done: { label: "Done", icon: CircleCheck, text: "text-success" },
  cancelled: { label: "Cancelled", icon: CircleSlash, text: "text-muted" },
  failed: { label: "Not readable", icon: CircleX, text: "text-danger" },
} as const satisfies Record<BatchState, { label: string; icon: LucideIcon; text: string }>;

export function BatchPill({ batch: { state, failed } }: { batch: Pick<BatchView, "state" | "failed"> }) {
  const hasFailures = state === "done" && failed > 0;
  const { label, icon, text } = hasFailures
    ? { label: "Done, with failures", icon: Ban, text: "text-danger" }
    : styles[state];
  const Icon = icon;
  return (
    <span className={clsx("inline-flex shrink-0 items-center gap-1.5 whitespace-nowrap font-medium text-xs", text)}>
      <Icon aria-hidden className={clsx("size-3.5", Icon === LoaderCircle && "animate-spin")} />
      {label}
    </span>
  );
}

/** States in which something happens by itself. */
export function isMoving({ state, running }: BatchView): boolean {
  return state === "reading" || state === "checking" || state === "running" || running > 0;
}

/** Rows that need no more work, of all. */
export function endedRows({ succeeded, failed, refused, cancelled }: BatchView): number {
  return succeeded + failed + refused + cancelled;
}

/** “about 12 min left”; honest where nothing is known. */
export function formatLeft({ state, secondsLeft, waiting, running }: BatchView): string {
  if (state === "paused") return "paused";
  if (state !== "running" || waiting + running === 0) return "";
  if (secondsLeft === null) return "time left not known yet";
  if (secondsLeft < 5) return "a few seconds left";
  const seconds = roundSeconds(secondsLeft);
  return `about ${seconds < 60 ? `${seconds} s` : formatDuration(seconds * 1000)} left`;
}

/** No more exact than it is known. */
function roundSeconds(seconds: number): number {
  const step = seconds < 60 ? 5 : seconds < 600 ? 30 : 300;
  return Math.ceil(seconds / step) * step;
}

export function formatRows(count: number): string {
  return countOf(count, "row");
}
