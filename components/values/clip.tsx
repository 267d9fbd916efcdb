"use client";
import { clsx } from "clsx";
import { type ReactNode, useEffect, useRef, useState } from "react";
import { Button } from "../ui/form/button.tsx";

const limit = 460;

/** Content of any height, cut where it gets too tall, with a button that shows the rest. */
export function Clip({ children }: { children: ReactNode }) {
  const [isTall, setTall] = useState(false);
  const [isOpen, setOpen] = useState(false);
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (!box.current) return;
    const observer = new ResizeObserver(([entry]) => setTall((entry?.contentRect.height ?? 0) > limit * 1.15));
    observer.observe(box.current);
    return () => observer.disconnect();
  }, []);
  const isCut = isTall && !isOpen;
  return (
    <div className="min-w-0">
      <div
        className={clsx(isCut && "overflow-hidden [mask-image:linear-gradient(black_80%,transparent)]")}
        style={isCut ? { maxHeight: limit } : {}}
      >
        <div ref={box}>{children}</div>
      </div>
      {isTall ? (
        <Button size="sm" tone="ghost" className="-ml-2 mt-1" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
          {isOpen ? "Show less" : "Show all"}
        </Button>
      ) : null}
    </div>
  );
}
