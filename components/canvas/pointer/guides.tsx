"use client";
import { useViewport, ViewportPortal } from "@xyflow/react";
import type { Guide } from "../../editor/layout/guide.ts";
import { useEditor } from "../../editor/store/context.tsx";

/** The lines that a dragged thing has snapped to. */
export function Guides() {
  const guides = useEditor((state) => state.guides);
  return guides.length === 0 ? null : <Lines guides={guides} />;
}

function Lines({ guides }: { guides: readonly Guide[] }) {
  const { zoom } = useViewport();
  const thin = 1 / zoom;
  return (
    <ViewportPortal>
      {guides.map(({ axis, at, from, to }) => (
        <div
          key={axis}
          className="pb-guide"
          style={
            axis === "x"
              ? { left: at - thin / 2, top: from - 12, width: thin, height: to - from + 24 }
              : { left: from - 12, top: at - thin / 2, width: to - from + 24, height: thin }
          }
        />
      ))}
    </ViewportPortal>
  );
}
