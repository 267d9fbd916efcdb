import { useMemo } from "react";
import { chatShape } from "../../../lib/chat/chat-shape.ts";
import { emptyGraph } from "../../../lib/graph/graph-read.ts";
import { useEditor } from "../store/context.tsx";
import { graphOf } from "../store/document-slice.ts";

/** Whether the draft has the shape of a chat. */
export function useHasChat(): boolean {
  const catalogue = useEditor((state) => state.catalogue);
  const nodes = useEditor((state) => graphOf(state).nodes);
  const edges = useEditor((state) => graphOf(state).edges);
  return useMemo(
    () => !("problem" in chatShape({ ...emptyGraph, nodes, edges }, catalogue)),
    [nodes, edges, catalogue],
  );
}
