"use client";
import { useEffect, useState } from "react";
import type { Manifest } from "../../lib/node-types/manifest.ts";
import type { SharedPipeline } from "../../lib/views/api-views.ts";
import { ApiClientProvider, useTRPCClient } from "../api/client.tsx";
import { shareBackend } from "../api/share-backend.ts";
import { Canvas } from "../canvas/canvas.tsx";
import { CanvasProvider } from "../canvas/canvas-provider.tsx";
import { ZoomControls } from "../canvas/view/zoom-controls.tsx";
import { usePartsWhenIdle } from "../ui/lazy/use-parts-when-idle.ts";
import { LogoMark } from "../ui/page/logo.tsx";
import { Badge } from "../ui/text/badge.tsx";
import { useShortcuts } from "./commands/use-shortcuts.ts";
import { SharedRun } from "./drawer/shared-run.tsx";
import { BodyBar } from "./panels/body-bar.tsx";
import { stopWatching } from "./run/run-control.ts";
import { RunInside } from "./run/run-inside.tsx";
import { keepSharedRun } from "./run/shared-run-memory.ts";
import { type EditorParts, EditorProvider } from "./store/context.tsx";
import { createEditor } from "./store/store.ts";

type Props = { token: string; shared: SharedPipeline; manifests: readonly Manifest[] };

/** What a share link shows: the canvas to look at, and a form with the live answer when it may be run. */
export function SharedPage(props: Props) {
  return (
    <ApiClientProvider>
      <SharedEditor {...props} />
    </ApiClientProvider>
  );
}

function SharedEditor({ token, shared, manifests }: Props) {
  const api = useTRPCClient();
  const [runsLeft, setRunsLeft] = useState(shared.runsLeft);
  const [parts] = useState((): EditorParts => {
    const { name, graph } = shared;
    // The form's memory in this browser belongs to this pipeline's version, not to the secret in the address.
    const pipelineId = `shared:${name}:${shared.version}`;
    const store = createEditor({ pipelineId, name, graph, revision: 0, manifests, isReadOnly: true });
    return { store, runs: shareBackend(api, token, () => setRunsLeft((left) => left && left - 1)) };
  });
  useEffect(() => {
    const forget = keepSharedRun(parts);
    return () => {
      forget();
      stopWatching(parts);
    };
  }, [parts]);
  return (
    <EditorProvider parts={parts}>
      <CanvasProvider>
        <SharedLayout shared={{ ...shared, runsLeft }} />
      </CanvasProvider>
    </EditorProvider>
  );
}

function SharedLayout({ shared }: { shared: SharedPipeline }) {
  useShortcuts();
  usePartsWhenIdle();
  return (
    <div className="flex min-h-dvh flex-col bg-canvas lg:h-dvh lg:overflow-hidden">
      <header className="flex h-12 shrink-0 items-center gap-3 border-b bg-panel px-4">
        <LogoMark className="size-5" />
        <h1 className="truncate font-semibold">{shared.name}</h1>
        <Badge>Version {shared.version}</Badge>
        {shared.canRun ? null : <Badge>View-only</Badge>}
      </header>
      <main className="flex min-h-0 flex-1 flex-col-reverse justify-end lg:flex-row lg:justify-start">
        <div className="flex h-[60dvh] min-w-0 shrink-0 flex-col lg:h-auto lg:flex-1 lg:shrink">
          <Canvas>
            <ZoomControls />
            <BodyBar />
          </Canvas>
          <RunInside />
        </div>
        <SharedRun shared={shared} />
      </main>
    </div>
  );
}
