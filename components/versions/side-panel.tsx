"use client";
import type { ReactNode } from "react";
import { useEditor } from "../editor/store/context.tsx";
import { soleNode } from "../editor/store/selection-slice.ts";
import { ComparePanel } from "./compare-panel.tsx";
import "./compare.css";
import { ConflictPanel } from "./conflict-panel.tsx";
import { VersionPanel } from "./version-panel.tsx";

/** The place on the right: a comparison while there is one, else the settings of the selected node, else the versions. */
export function SidePanel({ children }: { children: ReactNode }) {
  const canvasView = useEditor((state) => state.canvasView);
  const isListing = useEditor((state) => state.isListingVersions);
  const isNode = useEditor((state) => soleNode(state) !== undefined);
  if (canvasView?.kind === "compare") return <ComparePanel canvasView={canvasView} />;
  if (canvasView?.kind === "conflict") return <ConflictPanel canvasView={canvasView} />;
  return isListing && !isNode ? <VersionPanel /> : children;
}
