"use client";
import { type ReactNode, useState } from "react";
import { editorBackend } from "../api/editor-backend.ts";
import { ApiProvider, useTRPCClient } from "../api/provider.tsx";
import { Editor } from "./editor.tsx";
import type { OpenPipeline } from "./store/store.ts";

type Props = { pipeline: OpenPipeline; runId?: string | undefined; notice?: ReactNode };

export function EditorPage(props: Props) {
  return (
    <ApiProvider>
      <ConnectedEditor {...props} />
    </ApiProvider>
  );
}

function ConnectedEditor({ pipeline, runId, notice }: Props) {
  const api = useTRPCClient();
  const [backend] = useState(() => editorBackend(api, pipeline.pipelineId));
  return <Editor pipeline={pipeline} backend={backend} runId={runId} notice={notice} />;
}
