"use client";
import { type ReactNode, type PointerEvent as ReactPointerEvent, useEffect, useState } from "react";

const limits = { least: 120, initial: 300 } as const;
const key = "patchbay:panel:drawer";

/** A panel at the bottom whose upper edge can be dragged, or moved with the arrow keys; it remembers its height. */
export function DrawerFrame({ isOpen, head, children }: { isOpen: boolean; head: ReactNode; children: ReactNode }) {
  const [height, setHeight] = useState<number>(limits.initial);
  useEffect(() => {
    const kept = Number(localStorage.getItem(key));
    if (kept >= limits.least) setHeight(clamp(kept));
  }, []);
  const change = (next: number) => {
    setHeight(clamp(next));
    localStorage.setItem(key, String(clamp(next)));
  };
  const grab = (event: ReactPointerEvent<HTMLElement>) => {
    const { clientY, currentTarget, pointerId } = event;
    currentTarget.setPointerCapture(pointerId);
    const drag = (move: PointerEvent) => change(height + clientY - move.clientY);
    currentTarget.addEventListener("pointermove", drag);
    currentTarget.addEventListener("pointerup", () => currentTarget.removeEventListener("pointermove", drag), {
      once: true,
    });
  };
  return (
    <section aria-label="Run" data-region="run" className="relative z-10 flex shrink-0 flex-col border-t bg-panel">
      {isOpen ? (
        <hr
          aria-label="Height of the run panel"
          aria-orientation="horizontal"
          aria-valuenow={height}
          tabIndex={0}
          className="-top-1 absolute inset-x-0 h-2 cursor-row-resize border-0 hover:bg-focus/40 focus-visible:bg-focus/60"
          onPointerDown={grab}
          onKeyDown={(event) => {
            if (event.key === "ArrowUp") change(height + 24);
            if (event.key === "ArrowDown") change(height - 24);
            if (event.key.startsWith("Arrow")) event.stopPropagation();
          }}
        />
      ) : null}
      <header className="@container/head flex h-10 shrink-0 items-center border-b px-3">
        <div className="flex min-w-0 flex-1 items-center gap-3 @max-2xl/head:gap-2">{head}</div>
      </header>
      {isOpen ? (
        <div className="@container max-h-[max(7.5rem,calc(70dvh-6rem))] overflow-hidden bg-canvas" style={{ height }}>
          {children}
        </div>
      ) : null}
    </section>
  );
}

/** The canvas keeps some space, also in a low window; the class of the panel says the same. */
function clamp(height: number): number {
  return Math.round(Math.max(limits.least, Math.min(height, window.innerHeight * 0.7 - 96)));
}
