"use client";
import { queryPart } from "../../api/query-part.tsx";
import { useEditor } from "../store/context.tsx";
import { drawnGraphOf } from "../store/document-slice.ts";
import type { EditorState } from "../store/state.ts";

const InsideRuns = queryPart(async () => (await import("./inside-runs.tsx")).InsideRuns, { isExtra: true });

/** What the run did in bodies, as far as they are drawn. */
export function RunInside() {
  const isNeeded = useEditor((state) => state.run !== undefined && (state.base.length > 0 || hasFrames(state)));
  return isNeeded ? <InsideRuns /> : null;
}

function hasFrames(state: EditorState): boolean {
  return Object.keys(drawnGraphOf(state).layout.frames ?? {}).length > 0;
}
