import { type ReactFlowState, useStore } from "@xyflow/react";
import { useRef, useState } from "react";
import { useEditor } from "../../editor/store/context.tsx";
import { countSeen, viewBox } from "./in-view.ts";

/** Below `enter` a card's 13 px are under 5 on the screen and no one reads them; the gap keeps the edge from flickering. */
export const zooms = { enter: 0.36, leave: 0.4 } as const;

/**
 * A large pipeline is drawn as a picture earlier, while so many of its cards are in view that moving them all would
 * cost frames. Zoomed in beyond `leave` there cannot be that many on an ordinary screen.
 */
const dense = { pipeline: 100, most: 36, least: 28, enter: 0.72, leave: 0.75 } as const;

/** Whether nodes and edges are drawn on a <canvas> now and no card is mounted. It does not change during a drag. */
export function useOverview(): boolean {
  const [select] = useState(overviewSelector);
  const isHeld = useEditor((state) => state.edgeEnd !== undefined || state.history.gesture !== undefined);
  const wanted = useStore(select);
  const shown = useRef(wanted);
  if (!isHeld) shown.current = wanted;
  return shown.current;
}

/** True until the view is known, so that a large pipeline mounts no card before it is fitted into view. */
function overviewSelector(): (state: ReactFlowState) => boolean {
  let isOverview = true;
  return (state) => {
    if (state.width === 0 || state.fitViewQueued) return isOverview;
    isOverview = state.transform[2] < (isOverview ? zooms.leave : zooms.enter) || isDense(state, isOverview);
    return isOverview;
  };
}

function isDense(state: ReactFlowState, isOverview: boolean): boolean {
  if (state.nodes.length <= dense.pipeline || state.transform[2] >= (isOverview ? dense.leave : dense.enter))
    return false;
  const most = isOverview ? dense.least : dense.most;
  return countSeen(state.nodes, viewBox(state), most + 1) > most;
}
