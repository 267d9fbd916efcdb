"use client";
import { useStoreApi } from "@xyflow/react";
import { useEffect } from "react";
import { hasSubtitle, lineHeights, textSizes } from "./text-scale.ts";

/** At full size. */
const usualTitle = 13;

/** Sets the sizes of words for the zoom, on the canvas itself and outside React. */
export function ScaleText() {
  const flow = useStoreApi();
  useEffect(() => {
    let drawn = "";
    const update = () => {
      const { domNode, transform } = flow.getState();
      const { title, small, group } = textSizes(transform[2]);
      const lines = lineHeights({ title, small });
      const isLarge = !hasSubtitle(transform[2]);
      const next = `${title} ${small} ${group} ${isLarge}`;
      if (!domNode || next === drawn) return;
      drawn = next;
      domNode.toggleAttribute("data-large-titles", isLarge);
      domNode.style.setProperty("--title-size", `${title}px`);
      domNode.style.setProperty("--title-line", `${lines.title}px`);
      domNode.style.setProperty("--small-line", `${lines.small}px`);
      domNode.style.setProperty("--note-scale", String(title / usualTitle));
      domNode.style.setProperty("--small-size", `${small}px`);
      domNode.style.setProperty("--group-size", `${group}px`);
    };
    update();
    return flow.subscribe(update);
  }, [flow]);
  return null;
}
