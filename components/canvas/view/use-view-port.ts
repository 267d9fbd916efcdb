import { useStoreApi } from "@xyflow/react";
import { useMemo } from "react";
import { useEditorStore } from "../../editor/store/context.tsx";
import { type Flow, viewPortOf } from "./view-port.ts";
import { viewPortInside } from "./view-port-inside.ts";

/** Gives the editor its window onto the canvas, and ends the following of a run when a person moves the view. */
export function useViewPort() {
  const store = useEditorStore();
  const flowStore = useStoreApi();
  return useMemo(() => {
    const onMoved = () => {
      const { isFollowing, setRun } = store.getState();
      if (isFollowing) setRun({ isFollowing: false });
    };
    return {
      onInit: (flow: Flow) =>
        store.getState().set({
          viewPort: viewPortInside(
            store,
            viewPortOf(flow, { paneNow: flowStore.getState, onMoved }),
            (box, options) => {
              onMoved();
              void flow.fitBounds(box, options);
            },
          ),
        }),
      // A movement that nothing on the page asked for has an event of the pointer.
      onMoveStart: (event: MouseEvent | TouchEvent | null) => {
        if (event) onMoved();
      },
    };
  }, [store, flowStore]);
}
