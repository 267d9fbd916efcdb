"use client";
import { useEffect, useRef, useState } from "react";

type Hint = { text: string; x: number; y: number; isInput: boolean };

/** Name and kind of the port under the pointer. One listener for all ports, of which there may be hundreds. */
export function PortHint() {
  const [hint, setHint] = useState<Hint>();
  const anchor = useRef<HTMLSpanElement>(null);
  useEffect(() => {
    const canvas = anchor.current?.closest<HTMLElement>(".pb-canvas");
    if (!canvas) return undefined;
    const stop = new AbortController();
    const hide = () => setHint(undefined);
    const onPointer = ({ target, buttons }: PointerEvent) => {
      const port = target instanceof Element ? target.closest<HTMLElement>("[data-port-hint]") : null;
      if (!port || buttons !== 0) return hide();
      const frame = canvas.getBoundingClientRect();
      const { left, right, top, height } = port.getBoundingClientRect();
      const isInput = port.classList.contains("target");
      const x = (isInput ? left - 12 : right + 12) - frame.left;
      return setHint({ text: port.dataset.portHint ?? "", x, y: top + height / 2 - frame.top, isInput });
    };
    canvas.addEventListener("pointerover", onPointer, { signal: stop.signal });
    for (const event of ["pointerdown", "pointerleave", "wheel"])
      canvas.addEventListener(event, hide, { signal: stop.signal, passive: true });
    return () => stop.abort();
  }, []);
  return (
    <>
      <span ref={anchor} hidden />
      {hint ? (
        <div
          role="tooltip"
          className="pb-port-hint"
          style={{ transform: `translate(${hint.x}px, ${hint.y}px) translate(${hint.isInput ? "-100%" : "0"}, -50%)` }}
        >
          {hint.text}
        </div>
      ) : null}
    </>
  );
}
