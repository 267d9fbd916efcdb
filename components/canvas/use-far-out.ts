import { type ReactFlowState, useStore } from "@xyflow/react";
import { useRef, useState } from "react";
import { useEditor } from "../editor/context.tsx";

/** Below `far` a card's 13 px are under 5 on the screen and nobody reads them; the gap keeps the edge from flickering. */
const zooms = { far: 0.36, near: 0.4 } as const;

/** Whether nodes and edges are drawn on a <canvas> now and no card is mounted. It waits while a hand holds something. */
export function useFarOut(): boolean {
  const [select] = useState(farSelector);
  const isHeld = useEditor((state) => state.wire !== undefined || state.history.gesture !== undefined);
  const wanted = useStore(select);
  const shown = useRef(wanted);
  if (!isHeld) shown.current = wanted;
  return shown.current;
}

/** True until the view is known, so that a large pipeline mounts no card before it is fitted into view. */
function farSelector(): (state: ReactFlowState) => boolean {
  let isFar = true;
  return ({ width, fitViewQueued, transform: [, , zoom] }) => {
    if (width === 0 || fitViewQueued) return isFar;
    isFar = zoom < (isFar ? zooms.near : zooms.far);
    return isFar;
  };
}
