import type { ReactNode } from "react";

/** Stands beside the canvas; where the window is too narrow for both, below it. */
export function Panel({ label, children }: { label: string; children: ReactNode }) {
  return (
    <aside
      aria-label={label}
      data-region="inspector"
      className="flex w-90 shrink-0 flex-col border-l bg-panel max-md:h-1/2 max-md:w-auto max-md:border-t max-md:border-l-0"
    >
      {children}
    </aside>
  );
}
