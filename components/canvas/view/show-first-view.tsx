"use client";
import { useReactFlow, useStoreApi } from "@xyflow/react";
import { useLayoutEffect } from "react";
import type { FlowEdge } from "../edges/flow-edges.ts";
import type { FlowNode } from "../flow-nodes.ts";
import { showStart } from "./view-port.ts";

/** As soon as React Flow knows the size of the canvas it fits everything into view; what is too small then is begun at its start. */
export function ShowFirstView() {
  const store = useStoreApi();
  const flow = useReactFlow<FlowNode, FlowEdge>();
  useLayoutEffect(() => {
    let isShown = false;
    const show = () => {
      const pane = store.getState();
      if (isShown || pane.width === 0 || pane.fitViewQueued || pane.nodes.length === 0) return;
      isShown = true;
      showStart(flow, pane);
    };
    show();
    return store.subscribe(show);
  }, [store, flow]);
  return null;
}
