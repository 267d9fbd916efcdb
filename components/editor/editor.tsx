"use client";
import { ReactFlowProvider } from "@xyflow/react";
import { type ReactNode, useState } from "react";
import { Canvas } from "../canvas/canvas.tsx";
import { NodePicker } from "../canvas/node-picker.tsx";
import { Palette } from "../canvas/palette.tsx";
import { ZoomControls } from "../canvas/zoom-controls.tsx";
import { Inspector } from "../inspector/inspector.tsx";
import type { EditorBackend } from "./backend.ts";
import { useClipboard } from "./clipboard.ts";
import { EditorProvider, useEditor } from "./context.tsx";
import { canEdit } from "./document-slice.ts";
import { createEditor, type OpenPipeline } from "./store.ts";
import { useIssues } from "./use-issues.ts";
import { useShortcuts } from "./use-shortcuts.ts";

/** One open pipeline: a bar on top, palette, canvas, inspector, and the run drawer at the bottom. */
export function Editor({
  pipeline,
  backend,
  bar,
  empty,
  drawer,
}: {
  pipeline: OpenPipeline;
  backend: EditorBackend;
  bar: ReactNode;
  empty?: ReactNode;
  drawer?: ReactNode;
}) {
  const [store] = useState(() => createEditor(pipeline));
  return (
    <EditorProvider store={store} backend={backend}>
      <ReactFlowProvider>
        <Room bar={bar} empty={empty} drawer={drawer} />
      </ReactFlowProvider>
    </EditorProvider>
  );
}

function Room({ bar, empty, drawer }: { bar: ReactNode; empty?: ReactNode; drawer?: ReactNode }) {
  useShortcuts();
  useClipboard();
  useIssues();
  const editable = useEditor(canEdit);
  return (
    <div className="flex h-dvh flex-col overflow-hidden bg-canvas">
      {bar}
      <div className="flex min-h-0 flex-1">
        {editable ? <Palette /> : null}
        <div className="relative flex min-w-0 flex-1 flex-col">
          <Canvas>
            <ZoomControls />
            {empty}
          </Canvas>
          {drawer}
        </div>
        <Inspector />
      </div>
      <NodePicker />
    </div>
  );
}
