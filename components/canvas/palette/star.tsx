"use client";
import { clsx } from "clsx";
import { Star as StarIcon } from "lucide-react";
import { toggleStar, useStarred } from "./starred.ts";

/** Keeps a node type on top of the palette. It is seen on the row that is pointed at or has the keyboard, and where it is set. */
export function Star({ type }: { type: string }) {
  const isStarred = useStarred().includes(type);
  return (
    <button
      type="button"
      aria-pressed={isStarred}
      aria-label="Keep on top"
      title={isStarred ? "Starred. Press to unstar it." : "Keep on top"}
      onClick={() => toggleStar(type)}
      className={clsx(
        "absolute top-1 right-1 flex size-6 items-center justify-center rounded-md bg-panel hover:bg-hover [&>svg]:size-3.5",
        isStarred
          ? "text-accent-ink [&>svg]:fill-current"
          : "invisible text-muted group-focus-within:visible group-hover:visible",
      )}
    >
      <StarIcon aria-hidden />
    </button>
  );
}
