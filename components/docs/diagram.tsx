"use client";
import "./diagram.css";
import { useEffect, useId, useRef, useState } from "react";
import { ScrollBox } from "../ui/page/scroll-box.tsx";
import { drawDiagram } from "./mermaid.ts";

/** A Mermaid diagram. Until it is drawn, and where it cannot be, its text stands as it is. */
export function Diagram({ text }: { text: string }) {
  const id = useId().replace(/\W/g, "");
  const box = useRef<HTMLDivElement>(null);
  const [isDrawn, setDrawn] = useState(false);
  useEffect(() => {
    let isGone = false;
    drawDiagram(`diagram-${id}`, text).then(
      (svg) => {
        if (isGone) return;
        shrink(svg);
        box.current?.replaceChildren(svg);
        setDrawn(true);
      },
      () => setDrawn(false),
    );
    return () => {
      isGone = true;
    };
  }, [id, text]);
  const [, title = "Diagram"] = /^\s*accTitle: *(.+)$/m.exec(text) ?? [];
  return (
    <ScrollBox label={title} className="pb-diagram rounded-lg border bg-panel p-4">
      <div ref={box} hidden={!isDrawn} />
      {isDrawn ? null : (
        <pre className="text-xs">
          <code>{text}</code>
        </pre>
      )}
    </ScrollBox>
  );
}

/** It shrinks with the page while it can be read, and then scrolls in its box. */
function shrink(svg: Element): void {
  const width = Number(svg.getAttribute("width"));
  svg.setAttribute("style", `max-width: 100%; min-width: ${Math.round(width * smallest)}px`);
  svg.removeAttribute("height");
}

const smallest = 0.78;
