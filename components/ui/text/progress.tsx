"use client";
import { clsx } from "clsx";
import { Progress as Radix } from "radix-ui";

/** How much of some long work is done. Say the counts beside it. */
export function Progress({
  label,
  done,
  total,
  className,
}: {
  label: string;
  done: number;
  total: number;
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
        className="h-full rounded-full bg-info transition-[width]"
        style={{ width: `${share * 100}%` }}
      />
    </Radix.Root>
  );
}
