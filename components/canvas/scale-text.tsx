"use client";
import { useStoreApi } from "@xyflow/react";
import { useEffect } from "react";
import { textSizes } from "./text-scale.ts";

/** Sets the sizes of words for the zoom, on the canvas itself and outside React. */
export function ScaleText() {
  const flow = useStoreApi();
  useEffect(() => {
    let drawn = "";
    const update = () => {
      const { domNode, transform } = flow.getState();
      const { title, small, group } = textSizes(transform[2]);
      const next = `${title} ${small} ${group}`;
      if (!domNode || next === drawn) return;
      drawn = next;
      domNode.style.setProperty("--title-size", `${title}px`);
      domNode.style.setProperty("--small-size", `${small}px`);
      domNode.style.setProperty("--group-size", `${group}px`);
    };
    update();
    return flow.subscribe(update);
  }, [flow]);
  return null;
}
