import { type ReactFlowState, useStore } from "@xyflow/react";
import { useRef, useState } from "react";
import { useEditor } from "../editor/context.tsx";
import { countSeen, viewBox } from "./in-view.ts";

/** Below `far` a card's 13 px are under 5 on the screen and nobody reads them; the gap keeps the edge from flickering. */
export const zooms = { far: 0.36, near: 0.4 } as const;

/**
 * A large pipeline is drawn as a picture earlier, while so many of its cards are in view that moving them all would
 * cost frames. Nearer than `near` there cannot be that many on an ordinary screen.
 */
const crowd = { large: 100, most: 36, least: 28, far: 0.72, near: 0.75 } as const;

/** Whether nodes and edges are drawn on a <canvas> now and no card is mounted. It waits while a hand holds something. */
export function useFarOut(): boolean {
  const [select] = useState(farSelector);
  const isHeld = useEditor((state) => state.edgeEnd !== undefined || state.history.gesture !== undefined);
  const wanted = useStore(select);
  const shown = useRef(wanted);
  if (!isHeld) shown.current = wanted;
  return shown.current;
}

/** True until the view is known, so that a large pipeline mounts no card before it is fitted into view. */
function farSelector(): (state: ReactFlowState) => boolean {
  let isFar = true;
  return (state) => {
    if (state.width === 0 || state.fitViewQueued) return isFar;
    isFar = state.transform[2] < (isFar ? zooms.near : zooms.far) || isCrowded(state, isFar);
    return isFar;
  };
}

function isCrowded(state: ReactFlowState, isFar: boolean): boolean {
  if (state.nodes.length <= crowd.large || state.transform[2] >= (isFar ? crowd.near : crowd.far)) return false;
  const most = isFar ? crowd.least : crowd.most;
  return countSeen(state.nodes, viewBox(state), most + 1) > most;
}
