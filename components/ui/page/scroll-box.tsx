import { clsx } from "clsx";
import type { ReactNode } from "react";

/** A region that scrolls sideways on its own when the page is narrow, reachable by keyboard. It clips what is absolute, too. */
export function ScrollBox({ label, className, children }: { label: string; className?: string; children: ReactNode }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: without it the keyboard could not scroll here
    <section aria-label={label} tabIndex={0} className={clsx("relative overflow-x-auto", className)}>
      {children}
    </section>
  );
}
