"use client";
import { type KeyboardEvent, type ReactNode, type PointerEvent as ReactPointerEvent, useEffect, useState } from "react";

type Props = {
  /** What this browser remembers its width by. */
  name: string;
  label: string;
  side: "left" | "right";
  initial: number;
  region: string;
  /** Esc anywhere in it that nothing inside has a use for. */
  onEscape?: () => void;
  children: ReactNode;
};

const least = 200;
/** So much of the window is left to the canvas, however wide the panels are pulled. */
const share = 0.4;

/** A panel beside the canvas whose inner edge can be dragged, or moved with the arrow keys; it remembers its width. */
export function SidePanel({ name, label, side, initial, region, onEscape, children }: Props) {
  const key = `patchbay:panel:${name}-width`;
  const [width, setWidth] = useState(initial);
  useEffect(() => {
    // Read after the first paint: the server does not know it, and both must draw the same.
    const kept = Number(localStorage.getItem(key));
    if (kept >= least) setWidth(clamp(kept));
  }, [key]);
  const change = (next: number) => {
    setWidth(clamp(next));
    localStorage.setItem(key, String(clamp(next)));
  };
  const sign = side === "left" ? 1 : -1;
  const grab = ({ clientX, currentTarget, pointerId }: ReactPointerEvent<HTMLElement>) => {
    currentTarget.setPointerCapture(pointerId);
    const drag = (move: PointerEvent) => change(width + (move.clientX - clientX) * sign);
    const stop = new AbortController();
    currentTarget.addEventListener("pointermove", drag, { signal: stop.signal });
    currentTarget.addEventListener("lostpointercapture", () => stop.abort(), { once: true });
  };
  const step = (event: KeyboardEvent) => {
    if (!event.key.startsWith("Arrow")) return;
    event.stopPropagation();
    if (event.key === "ArrowRight") change(width + 16 * sign);
    if (event.key === "ArrowLeft") change(width - 16 * sign);
  };
  const leave = (event: KeyboardEvent<HTMLElement>) => {
    // What floats above the panel is a child of it in React, not on the page.
    const isInside = event.target instanceof Node && event.currentTarget.contains(event.target);
    if (!onEscape || event.key !== "Escape" || event.defaultPrevented || !isInside) return;
    event.preventDefault();
    onEscape();
  };
  return (
    <aside
      onKeyDown={leave}
      aria-label={label}
      data-region={region}
      style={{ width }}
      className={`relative flex shrink-0 flex-col bg-panel max-md:max-w-[85vw] ${side === "left" ? "border-r max-md:hidden" : "border-l max-md:absolute max-md:inset-y-0 max-md:right-0 max-md:z-20"}`}
    >
      {children}
      <hr
        aria-label={`Width of the ${label.toLowerCase()} panel`}
        aria-orientation="vertical"
        aria-valuenow={width}
        tabIndex={0}
        className={`absolute inset-y-0 z-10 m-0 h-full w-1.5 cursor-col-resize border-0 hover:bg-focus/40 focus-visible:bg-focus/60 ${
          side === "left" ? "-right-1" : "-left-1"
        }`}
        onPointerDown={grab}
        onKeyDown={step}
        onDoubleClick={() => change(initial)}
      />
    </aside>
  );
}

function clamp(width: number): number {
  return Math.round(Math.max(least, Math.min(width, window.innerWidth * share)));
}
