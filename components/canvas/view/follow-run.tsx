"use client";
import { useReactFlow, useStore } from "@xyflow/react";
import { useEffect } from "react";
import { foldedNodes } from "../../../lib/edit/groups.ts";
import { isFinished } from "../../../lib/run.ts";
import { activeNodes } from "../../editor/run/run-step.ts";
import { useEditor, useEditorStore } from "../../editor/store/context.tsx";
import { drawnGraphOf } from "../../editor/store/document-slice.ts";
import { motion } from "../../ui/page/motion.ts";
import { drawnAs } from "../flow-ids.ts";
import { followView } from "./follow-view.ts";

/** Steps that are over sooner are not worth a movement. */
const settleMs = 150;

/** While a run is followed, the view goes where its nodes run, until the person moves it. */
export function FollowRun() {
  const { getViewport, setViewport } = useReactFlow();
  const store = useEditorStore();
  // The nodes of an open body run many times or not at all.
  const isOn = useEditor((state) => state.isFollowing && state.scope.length + state.base.length === 0);
  const active = useEditor((state) => (state.isFollowing ? activeNodes(state).join("\n") : ""));
  const isOver = useEditor(({ run }) => run !== undefined && isFinished(run.detail.status));
  // A panel that opens takes space.
  const height = useStore((state) => state.height);
  const width = useStore((state) => state.width);
  useEffect(() => {
    if (!isOn || height === 0 || width === 0) return undefined;
    const timer = setTimeout(() => {
      const state = store.getState();
      const folded = foldedNodes(drawnGraphOf(state));
      const ids = active === "" ? [] : active.split("\n");
      const boxes = ids.flatMap((id) => state.viewPort?.box(drawnAs(id, folded)) ?? []);
      const next = followView(boxes, getViewport(), { width, height });
      if (next) void setViewport(next, motion(240));
      if (isOver) state.setRun({ isFollowing: false });
    }, settleMs);
    return () => clearTimeout(timer);
  }, [isOn, isOver, active, height, width, store, getViewport, setViewport]);
  return null;
}
