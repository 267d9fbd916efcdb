"use client";
import type { ReactNode } from "react";
import { queryPart } from "../api/query-part.tsx";
import { useEditor } from "../editor/store/context.tsx";
import { soleNode } from "../editor/store/selection-slice.ts";
import "./compare.css";

const ComparePanel = queryPart(async () => (await import("./compare-panel.tsx")).ComparePanel);
const ConflictPanel = queryPart(async () => (await import("./conflict-panel.tsx")).ConflictPanel);
const VersionPanel = queryPart(async () => (await import("./version-panel.tsx")).VersionPanel);

/** The place on the right: a comparison while there is one, else the settings of the selected node, else the versions. */
export function SidePanel({ children }: { children: ReactNode }) {
  const canvasView = useEditor((state) => state.canvasView);
  const isListing = useEditor((state) => state.isListingVersions);
  const isNode = useEditor((state) => soleNode(state) !== undefined);
  if (canvasView?.kind === "compare") return <ComparePanel canvasView={canvasView} />;
  if (canvasView?.kind === "conflict") return <ConflictPanel canvasView={canvasView} />;
  return isListing && !isNode ? <VersionPanel /> : children;
}
