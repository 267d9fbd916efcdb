"use client";
import { useRouter } from "next/navigation";
import { useEffect } from "react";
import type { WorkspaceView } from "../../../lib/views/api-views.ts";
import { lazyPart } from "../lazy/lazy-part.tsx";

const ModelNoticePopover = lazyPart(async () => (await import("./model-notice-popover.tsx")).ModelNoticePopover, {
  canWait: true,
});

/** Says plainly when the language model on board is not the one that answers. Silent when all is well. */
export function ModelNotice({ workspace }: { workspace: Pick<WorkspaceView, "models" | "defaultModel"> }) {
  const { languageModel, reason } = workspace.models;
  const usesBuiltIn = ["built-in", "default"].includes(workspace.defaultModel.provider);
  const loading = languageModel === "loading";
  useRefresh(loading);
  if (languageModel === "ready" || !usesBuiltIn) return null;
  return <ModelNoticePopover isLoading={loading} reason={reason} />;
}

/** Has the server render the bar again now and then, so that the notice goes away by itself. */
function useRefresh(isOn: boolean) {
  const router = useRouter();
  useEffect(() => {
    if (!isOn) return;
    const timer = setInterval(() => router.refresh(), 10_000);
    return () => clearInterval(timer);
  }, [isOn, router]);
}
