import { clsx } from "clsx";

/** The grey shape of something that is coming. Sizes come from the classes. */
export function Skeleton({ className }: { className?: string }) {
  return <div aria-hidden className={clsx("animate-pulse rounded-md bg-hover", className)} />;
}
