"use client";
import { useStoreApi } from "@xyflow/react";
import { useEffect, useRef } from "react";

const gap = 20;
/** Dots nearer than this on the screen are only noise. */
const leastGap = 7;

/** The dot grid. Panning only shifts the sheet, by less than one gap, so nothing is painted again. */
export function Dots() {
  const flow = useStoreApi();
  const sheet = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const moveTiles = () => {
      if (!sheet.current) return;
      const [x, y, zoom] = flow.getState().transform;
      const step = gap * zoom;
      const { style } = sheet.current;
      style.visibility = step < leastGap ? "hidden" : "visible";
      style.transform = `translate(${(x % step) - step}px, ${(y % step) - step}px)`;
      style.setProperty("--dot-gap", `${step}px`);
    };
    moveTiles();
    return flow.subscribe((now, before) => {
      if (now.transform !== before.transform) moveTiles();
    });
  }, [flow]);
  return <div ref={sheet} className="pb-dots" />;
}
