"use client";
import { clsx } from "clsx";
import { LoaderCircle, TriangleAlert } from "lucide-react";
import Link from "next/link";
import { useRouter } from "next/navigation";
import { Popover } from "radix-ui";
import { useEffect } from "react";
import type { WorkspaceView } from "../../../lib/views/api-views.ts";

/** Says plainly when the language model on board is not the one that answers. Silent when all is well. */
export function ModelNotice({ workspace }: { workspace: Pick<WorkspaceView, "models" | "defaultModel"> }) {
  const { languageModel, reason } = workspace.models;
  const usesBuiltIn = ["built-in", "default"].includes(workspace.defaultModel.provider);
  const loading = languageModel === "loading";
  useRefresh(loading);
  if (languageModel === "ready" || !usesBuiltIn) return null;
  const Icon = loading ? LoaderCircle : TriangleAlert;
  return (
    <Popover.Root>
      <Popover.Trigger className="flex h-7 items-center gap-1.5 rounded-md px-2 font-medium text-warning text-xs transition-colors hover:bg-hover">
        <Icon aria-hidden className={clsx("size-3.5", loading && "animate-spin")} />
        <span className="max-sm:sr-only">{loading ? "Language model loading" : "Answers are quotes"}</span>
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Content
          align="end"
          sideOffset={6}
          collisionPadding={8}
          className="z-50 flex w-80 max-w-[calc(100vw-1rem)] animate-fade flex-col gap-2 rounded-lg border bg-raised p-4 shadow-float outline-none"
        >
          <p className="font-semibold">
            {loading ? "The language model is being downloaded" : "The language model is not available"}
          </p>
          {reason ? <p className="text-muted">{reason}</p> : null}
          <p className="text-muted">
            {loading ? "Until then, the" : "The"} extractive answerer is used instead: it quotes the most relevant
            sentences of its input and writes no text of its own.
          </p>
          <Link href="/settings?tab=models" className="self-start font-medium text-accent-ink hover:underline">
            Connect your own model
          </Link>
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
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
