"use client";
import { useEffect } from "react";
import { createPortal } from "react-dom";
import { useEditor, useEditorStore } from "../../editor/store/context.tsx";

const shownFor = 2600;

/** Why an edge was refused, at the pointer, for a moment. */
export function Refusal() {
  const store = useEditorStore();
  const refusal = useEditor((state) => state.refusal);
  useEffect(() => {
    if (!refusal) return undefined;
    const timer = setTimeout(() => store.getState().set({ refusal: undefined }), shownFor);
    return () => clearTimeout(timer);
  }, [refusal, store]);
  if (!refusal) return null;
  return createPortal(
    <p role="status" className="pb-refusal" style={{ left: refusal.screen.x + 12, top: refusal.screen.y + 12 }}>
      {refusal.text}
    </p>,
    document.body,
  );
}
