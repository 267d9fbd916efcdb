"use client";
import { clsx } from "clsx";
import { Progress as Radix } from "radix-ui";

const tones = { info: "bg-info", warning: "bg-warning", danger: "bg-danger" } as const;

/** How much of some long work is done, or of something is used. Say the counts beside it. */
export function Progress({
  label,
  done,
  total,
  tone = "info",
  className,
}: {
  label: string;
  done: number;
  total: number;
  tone?: keyof typeof tones;
  className?: string;
}) {
  const share = total > 0 ? Math.min(1, done / total) : 0;
  return (
    <Radix.Root
      aria-label={label}
      value={Math.round(share * 100)}
      className={clsx("h-1 overflow-hidden rounded-full bg-line", className)}
    >
      <Radix.Indicator
        className={clsx("h-full rounded-full transition-[width]", tones[tone])}
        style={{ width: `${share * 100}%` }}
      />
    </Radix.Root>
  );
}
