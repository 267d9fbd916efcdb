import { clsx } from "clsx";
import {
  CircleCheck,
  CircleDashed,
  CircleQuestionMark,
  CircleSlash,
  CircleX,
  Clock,
  Hourglass,
  LoaderCircle,
  type LucideIcon,
  RotateCw,
} from "lucide-react";
import type { RunStatus, StepStatus } from "../../../lib/run.ts";

type Status = RunStatus | StepStatus;

/** How each state of runs and steps looks and what it is called; the one place for it. */
export const statusStyles = {
  queued: { label: "Queued", icon: Clock, text: "text-muted", bar: "bg-line-strong" },
  running: { label: "Running", icon: LoaderCircle, text: "text-info", bar: "bg-info" },
  retrying: { label: "Retrying", icon: RotateCw, text: "text-warning", bar: "bg-warning" },
  waiting: { label: "Waiting", icon: Hourglass, text: "text-info", bar: "bg-line-strong" },
  succeeded: { label: "Succeeded", icon: CircleCheck, text: "text-success", bar: "bg-success" },
  failed: { label: "Failed", icon: CircleX, text: "text-danger", bar: "bg-danger" },
  cancelled: { label: "Cancelled", icon: CircleSlash, text: "text-muted", bar: "bg-line-strong" },
  skipped: { label: "Skipped", icon: CircleDashed, text: "text-muted", bar: "bg-line-strong" },
  in_doubt: { label: "In doubt", icon: CircleQuestionMark, text: "text-warning", bar: "bg-warning" },
} as const satisfies Record<Status, { label: string; icon: LucideIcon; text: string; bar: string }>;

export function StatusIcon({ status, className }: { status: Status; className?: string }) {
  const { icon: Icon, text, label } = statusStyles[status];
  const spins = status === "running";
  return (
    <Icon role="img" aria-label={label} className={clsx("size-4 shrink-0", text, spins && "animate-spin", className)} />
  );
}

export function StatusPill({ status, className }: { status: Status; className?: string }) {
  const { icon: Icon, text, label } = statusStyles[status];
  return (
    <span
      className={clsx(
        "inline-flex shrink-0 items-center gap-1.5 whitespace-nowrap align-middle font-medium text-xs",
        text,
        className,
      )}
    >
      <Icon aria-hidden className={clsx("size-3.5", status === "running" && "animate-spin")} />
      {label}
    </span>
  );
}
