"use client";
import { clsx } from "clsx";
import { ChevronRight } from "lucide-react";
import { type ReactNode, useState } from "react";
import type { StepStatus } from "../../../lib/run.ts";
import { formatDuration } from "../../ui/text/format.ts";
import { StatusIcon } from "../../ui/text/status-pill.tsx";

type Props = {
  status: StepStatus;
  durationMs: number | null;
  /** What stands between the status and the time. */
  label: ReactNode;
  opensAtOnce?: boolean;
  /** What the row unfolds to; drawn only while it is open. */
  children(): ReactNode;
};

/** A line of a list of steps or items that unfolds. */
export function FoldingRow({ status, durationMs, label, opensAtOnce = false, children }: Props) {
  const [isOpen, setOpen] = useState(opensAtOnce);
  return (
    <li>
      <button
        type="button"
        aria-expanded={isOpen}
        onClick={() => setOpen(!isOpen)}
        className="flex min-h-8 w-full items-center gap-2 rounded-md px-1 text-left hover:bg-hover/60"
      >
        <ChevronRight aria-hidden className={clsx("size-3.5 shrink-0 text-muted", isOpen && "rotate-90")} />
        <StatusIcon status={status} className="size-3.5" />
        {label}
        <span className="font-mono text-muted text-xs tabular-nums">
          {durationMs === null ? "" : formatDuration(durationMs)}
        </span>
      </button>
      {isOpen ? children() : null}
    </li>
  );
}
