"use client";
import { ReactFlowProvider } from "@xyflow/react";
import { type ReactNode, useEffect, useState } from "react";
import { Canvas } from "../canvas/canvas.tsx";
import { NodePicker } from "../canvas/node-picker.tsx";
import { Palette } from "../canvas/palette.tsx";
import { ZoomControls } from "../canvas/zoom-controls.tsx";
import { Inspector } from "../inspector/inspector.tsx";
import { toast } from "../ui/toast.tsx";
import { CanvasViewBanner } from "../versions/canvas-view-banner.tsx";
import { SidePanel } from "../versions/side-panel.tsx";
import type { EditorBackend } from "./backend.ts";
import { useClipboard } from "./clipboard.ts";
import { CommandPalette } from "./command-palette.tsx";
import { type EditorParts, EditorProvider, useEditor } from "./context.tsx";
import { ContextMenu } from "./context-menu.tsx";
import { canEdit } from "./document-slice.ts";
import { EmptyCanvas } from "./empty-canvas.tsx";
import { FindPanel } from "./find-panel.tsx";
import { HistoryDialog } from "./history-dialog.tsx";
import { NoWorkerBanner } from "./no-worker-banner.tsx";
import { PastRunBanner } from "./past-run-banner.tsx";
import { RefusedBanner } from "./refused-banner.tsx";
import { openPastRun, stopWatching } from "./run-control.ts";
import { RunDrawer } from "./run-drawer.tsx";
import { createSaver } from "./saver.ts";
import { SelectionToolbar } from "./selection-toolbar.tsx";
import { createEditor, type OpenPipeline } from "./store.ts";
import { TopBar } from "./top-bar.tsx";
import { useIssues } from "./use-issues.ts";
import { useLabels } from "./use-labels.ts";
import { useLiveDraft } from "./use-live-draft.ts";
import { useShortcuts } from "./use-shortcuts.ts";

type Props = {
  pipeline: OpenPipeline;
  backend: EditorBackend;
  runId?: string | undefined;
  /** Something to know about the workspace, beside the pipeline's name. */
  notice?: ReactNode;
};

/** One open pipeline: a bar on top, palette, canvas, inspector, and the run at the bottom. */
export function Editor({ pipeline, backend, runId, notice }: Props) {
  const [parts] = useState((): EditorParts & Required<Pick<EditorParts, "edit">> => {
    const store = createEditor(pipeline);
    return { store, runs: backend, edit: { backend, saver: createSaver(store, backend, toast) } };
  });
  useEffect(() => parts.edit?.saver.start(), [parts]);
  useEffect(() => {
    if (runId !== undefined) void openPastRun(parts, runId);
    return () => stopWatching(parts);
  }, [parts, runId]);
  return (
    <EditorProvider parts={parts}>
      <ReactFlowProvider>
        <EditorLayout notice={notice} />
      </ReactFlowProvider>
    </EditorProvider>
  );
}

function EditorLayout({ notice }: { notice: ReactNode }) {
  useShortcuts();
  useClipboard();
  useIssues();
  useLabels();
  useLiveDraft();
  const editable = useEditor(canEdit);
  return (
    <div className="flex h-dvh flex-col overflow-hidden bg-canvas">
      <TopBar notice={notice} />
      <PastRunBanner />
      <CanvasViewBanner />
      <RefusedBanner />
      <NoWorkerBanner />
      <main className="flex min-h-0 flex-1 max-md:flex-col">
        {editable ? <Palette /> : null}
        <div className="relative flex min-h-0 min-w-0 flex-1 flex-col">
          <Canvas>
            <ZoomControls />
            {editable ? <EmptyCanvas /> : null}
            <SelectionToolbar />
            <FindPanel />
          </Canvas>
          <RunDrawer />
        </div>
        <SidePanel>
          <Inspector />
        </SidePanel>
      </main>
      <NodePicker />
      <ContextMenu />
      <CommandPalette />
      <HistoryDialog />
    </div>
  );
}
