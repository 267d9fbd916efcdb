"use client";
import { useEffect } from "react";
import { leaveBody } from "../../editor/actions/open-body.ts";
import { originOf } from "../../editor/layout/frames.ts";
import { useEditor, useEditorStore } from "../../editor/store/context.tsx";
import { drawnGraphOf, isInPlace } from "../../editor/store/document-slice.ts";
import { nothing } from "../../editor/store/selection-slice.ts";
import type { EditorState } from "../../editor/store/state.ts";

const around = ".react-flow__pane, .react-flow__node, .react-flow__edge, .react-flow__nodesselection";

/** Work in an open body ends with a press of the pointer on what is around it, and when the body is not drawn any more. */
export function InPlace() {
  const store = useEditorStore();
  const isOn = useEditor(isInPlace);
  const isLost = useEditor((state) => isInPlace(state) && originIn(state) === undefined);
  useEffect(() => {
    if (!isOn) return undefined;
    const leave = () => {
      const { base, select } = store.getState();
      leaveBody(store, base);
      select(nothing);
    };
    if (isLost) {
      leave();
      return undefined;
    }
    const press = ({ target }: PointerEvent) => {
      if (target instanceof Element && target.closest(around) && !target.closest(".pb-body, .pb-frame-bar")) leave();
    };
    document.addEventListener("pointerdown", press, true);
    return () => document.removeEventListener("pointerdown", press, true);
  }, [store, isOn, isLost]);
  return null;
}

function originIn(state: EditorState) {
  return originOf(drawnGraphOf(state), state.catalogue, state.scope.slice(state.base.length));
}
