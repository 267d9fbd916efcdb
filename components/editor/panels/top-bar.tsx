"use client";
import { ArrowLeft, CircleStop, Command, History, Play } from "lucide-react";
import Link from "next/link";
import type { ReactNode } from "react";
import { isFinished } from "../../../lib/run.ts";
import { Button } from "../../ui/form/button.tsx";
import { IconButton } from "../../ui/form/icon-button.tsx";
import { lazyPart } from "../../ui/lazy/lazy-part.tsx";
import { Tooltip } from "../../ui/overlay/tooltip.tsx";
import { LogoMark } from "../../ui/page/logo.tsx";
import { cancelRun } from "../run/run-control.ts";
import { useEditor, useEditorParts, useEditorStore } from "../store/context.tsx";
import { canEdit } from "../store/document-slice.ts";
import type { EditorState } from "../store/state.ts";
import { Live } from "./live.tsx";
import { NameBox } from "./name-box.tsx";
import { Presence } from "./presence.tsx";
import { SaveStatus } from "./save-status.tsx";
import { VersionBadge } from "./version-badge.tsx";

const ChatButton = lazyPart(async () => (await import("../chat/chat-button.tsx")).ChatButton, { canWait: true });
const MoreMenu = lazyPart(async () => (await import("../dialogs/more-menu.tsx")).MoreMenu, { canWait: true });

/** Name, save state, version; then what one does with a pipeline: share, publish, run. */
export function TopBar({ notice }: { notice?: ReactNode }) {
  const store = useEditorStore();
  const pipelineId = useEditor((state) => state.pipelineId);
  const editable = useEditor(canEdit);
  return (
    <header data-region="bar" className="flex h-12 shrink-0 items-center gap-2 border-b bg-panel pr-3 pl-2">
      <Link
        href="/"
        prefetch={false}
        aria-label="All pipelines"
        className="flex items-center gap-1.5 rounded-md p-1.5 hover:bg-hover"
      >
        <ArrowLeft aria-hidden className="size-4 text-muted" />
        <LogoMark className="size-5" />
      </Link>
      <NameBox />
      <span className="max-sm:hidden">
        <VersionBadge />
      </span>
      <Live />
      <SaveStatus />
      <span className="flex-1" />
      <Presence />
      {notice}
      <span className="max-md:hidden">
        <IconButton label="All commands" keys="Ctrl+K" onClick={() => store.getState().set({ dialog: "commands" })}>
          <Command aria-hidden />
        </IconButton>
      </span>
      <Tooltip label="Runs of this pipeline">
        <Link
          href={`/p/${pipelineId}/runs`}
          prefetch={false}
          aria-label="Runs of this pipeline"
          className="inline-flex size-8 items-center justify-center rounded-md text-muted hover:bg-hover hover:text-ink"
        >
          <History aria-hidden className="size-4" />
        </Link>
      </Tooltip>
      <ChatButton />
      <MoreMenu />
      {editable ? (
        <>
          <span className="flex gap-2 max-md:hidden">
            <Button tone="ghost" onClick={() => store.getState().set({ dialog: "share" })}>
              Share
            </Button>
            <Button onClick={() => store.getState().set({ dialog: "publish" })}>Publish</Button>
          </span>
          <RunButton />
        </>
      ) : (
        <CancelButton />
      )}
    </header>
  );
}

/** Run, or Cancel while a run goes on: always in the same place. */
function RunButton() {
  const parts = useEditorParts();
  const isLive = useEditor(isCancellable);
  if (isLive && parts.runs.cancelRun) return <CancelButton />;
  return (
    <Tooltip label="Run the draft" keys="Ctrl+Enter">
      <Button tone="primary" onClick={() => parts.store.getState().set({ dialog: "run" })}>
        <Play aria-hidden className="size-3.5 fill-current" /> Run
      </Button>
    </Tooltip>
  );
}

/** Stands on its own where a run is looked at on the graph it froze. */
function CancelButton() {
  const parts = useEditorParts();
  const isLive = useEditor(isCancellable);
  const isAsked = useEditor(({ run }) => run?.detail.cancelRequested ?? false);
  if (!isLive || !parts.runs.cancelRun) return null;
  return (
    <Button tone="danger" disabled={isAsked} onClick={() => void cancelRun(parts)}>
      <CircleStop aria-hidden className="size-4" /> Cancel
    </Button>
  );
}

function isCancellable({ run, isReadOnly }: EditorState): boolean {
  return !isReadOnly && run !== undefined && !isFinished(run.detail.status);
}
