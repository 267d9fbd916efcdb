"use client";
import { useMemo } from "react";
import { triggersOf } from "../../../lib/runs/entry.ts";
import { lazyPart } from "../../ui/lazy/lazy-part.tsx";
import { useEditor, useEditorParts } from "../store/context.tsx";
import { wholeGraphOf } from "../store/document-slice.ts";

const LiveSwitch = lazyPart(async () => (await import("./live-switch.tsx")).LiveSwitch, { isExtra: true });

/** The switch of a pipeline that has triggers, or had some when it was switched on. */
export function Live() {
  const { edit } = useEditorParts();
  const triggers = useEditor((state) => state.triggers);
  const graph = useEditor(wholeGraphOf);
  const catalogue = useEditor((state) => state.catalogue);
  const hasTriggers = useMemo(() => triggersOf(graph, catalogue).length > 0, [graph, catalogue]);
  if (!edit || !triggers || !(hasTriggers || triggers.isOn || triggers.triggers.length > 0)) return null;
  return <LiveSwitch />;
}
