"use client";
import { clsx } from "clsx";
import { type ReactNode, useEffect, useState } from "react";
import type { EditorBackend } from "../api/backend.ts";
import { Canvas } from "../canvas/canvas.tsx";
import { CanvasProvider } from "../canvas/canvas-provider.tsx";
import { Palette } from "../canvas/palette/palette.tsx";
import { ZoomControls } from "../canvas/view/zoom-controls.tsx";
import { Inspector } from "../inspector/inspector.tsx";
import { usePartsWhenIdle } from "../ui/lazy/use-parts-when-idle.ts";
import { toast } from "../ui/overlay/toast.tsx";
import { SidePanel } from "../versions/side-panel.tsx";
import { useClipboard } from "./actions/clipboard.ts";
import { createSaver } from "./autosave/saver.ts";
import { useLiveDraft } from "./autosave/use-live-draft.ts";
import { useShortcuts } from "./commands/use-shortcuts.ts";
import { NoWorkerBanner } from "./drawer/no-worker-banner.tsx";
import { PastRunBanner } from "./drawer/past-run-banner.tsx";
import { CanvasView, Chat, Dialogs, Find, Labels, LiveTriggers, Run, Tools, Welcome } from "./later.tsx";
import { BodyBar } from "./panels/body-bar.tsx";
import { RefusedBanner } from "./panels/refused-banner.tsx";
import { TopBar } from "./panels/top-bar.tsx";
import { openPastRun, stopWatching } from "./run/run-control.ts";
import { RunInside } from "./run/run-inside.tsx";
import { type EditorParts, EditorProvider, useEditor } from "./store/context.tsx";
import { canEdit } from "./store/document-slice.ts";
import { createEditor, type OpenPipeline } from "./store/store.ts";
import { useIssues } from "./use-issues.ts";

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
      <CanvasProvider>
        <EditorLayout notice={notice} />
      </CanvasProvider>
    </EditorProvider>
  );
}

function EditorLayout({ notice }: { notice: ReactNode }) {
  useShortcuts();
  useClipboard();
  useIssues();
  useLiveDraft();
  usePartsWhenIdle();
  const editable = useEditor(canEdit);
  // On a phone the panels lie over each other, and the run has the detail of the selected node's step.
  const hasRunOpen = useEditor((state) => state.run !== undefined && state.isDrawerOpen);
  return (
    <div className="flex h-dvh flex-col overflow-hidden bg-canvas">
      <TopBar notice={notice} />
      <PastRunBanner />
      <CanvasView />
      <RefusedBanner />
      <NoWorkerBanner />
      <main
        className={clsx(
          "flex min-h-0 flex-1 max-md:flex-col",
          hasRunOpen && "max-md:[&>[data-region=inspector]]:hidden",
        )}
      >
        {editable ? <Palette /> : null}
        <div className="relative flex min-h-0 min-w-0 flex-1 flex-col">
          <Canvas>
            <ZoomControls />
            <BodyBar />
            {editable ? <Welcome /> : null}
            <Tools />
            <Find />
          </Canvas>
          <Run />
          <RunInside />
        </div>
        <SidePanel>
          <Inspector />
        </SidePanel>
        <Chat />
      </main>
      <Dialogs />
      <Labels />
      <LiveTriggers />
    </div>
  );
}
