"use client";
import { type ReactNode, useState } from "react";
import { ApiClientProvider, useTRPCClient } from "../api/client.tsx";
import { editorBackend } from "../api/editor-backend.ts";
import { Editor } from "./editor.tsx";
import type { OpenPipeline } from "./store/store.ts";

type Props = { pipeline: OpenPipeline; runId?: string | undefined; notice?: ReactNode };

export function EditorPage(props: Props) {
  return (
    <ApiClientProvider>
      <ConnectedEditor {...props} />
    </ApiClientProvider>
  );
}

function ConnectedEditor({ pipeline, runId, notice }: Props) {
  const api = useTRPCClient();
  const [backend] = useState(() => editorBackend(api, pipeline.pipelineId));
  return <Editor pipeline={pipeline} backend={backend} runId={runId} notice={notice} />;
}
