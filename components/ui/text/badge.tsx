import { clsx } from "clsx";
import type { ReactNode } from "react";

export type Tone = "neutral" | "success" | "danger" | "warning" | "info";

const tones: Record<Tone, string> = {
  neutral: "text-muted",
  success: "text-success",
  danger: "text-danger",
  warning: "text-warning",
  info: "text-info",
};

/** A small quiet label: a version, a trigger, a role. */
export function Badge({
  tone = "neutral",
  className,
  children,
}: {
  tone?: Tone;
  className?: string;
  children: ReactNode;
}) {
  return (
    <span
      className={clsx(
        "inline-flex h-5 shrink-0 items-center gap-1 whitespace-nowrap rounded-sm border border-line bg-panel px-1.5 font-medium text-2xs tabular-nums",
        tones[tone],
        className,
      )}
    >
      {children}
    </span>
  );
}
