"use client";
import { useQuery } from "@tanstack/react-query";
import { GitCompareArrows, History, X } from "lucide-react";
import { useEffect, useState } from "react";
import type { VersionSummary } from "../../lib/views/api-views.ts";
import { errorMessage } from "../api/backend.ts";
import {
  compareVersions,
  leaveCanvasView,
  restoreVersion,
  showVersion,
} from "../editor/actions/canvas-view-actions.ts";
import { useEditing, useEditor, useEditorParts, useEditorStore } from "../editor/store/context.tsx";
import { isAsPublished } from "../editor/store/document-slice.ts";
import { Button } from "../ui/form/button.tsx";
import { IconButton } from "../ui/form/icon-button.tsx";
import { EmptyState } from "../ui/page/empty-state.tsx";
import { Skeleton } from "../ui/page/skeleton.tsx";
import { Badge } from "../ui/text/badge.tsx";
import { Notice } from "../ui/text/notice.tsx";
import { TimeAgo } from "../ui/text/time-ago.tsx";
import { ComparePicker } from "./compare-picker.tsx";
import { keepInView } from "./keep-in-view.ts";
import { Panel } from "./panel.tsx";

/** All versions, newest first: open one read-only, compare two, bring one back. */
export function VersionPanel() {
  const store = useEditorStore();
  const { backend } = useEditing();
  const pipelineId = useEditor((state) => state.pipelineId);
  const isShown = useEditor((state) => state.canvasView !== undefined);
  const versions = useQuery({ queryKey: ["versions", pipelineId], queryFn: () => backend.listVersions() });
  const [isComparing, setComparing] = useState(false);
  useEffect(() => keepInView(store), [store]);
  const list = versions.data;
  return (
    <Panel label="Versions">
      <header className="flex h-12 shrink-0 items-center gap-1 border-b pr-2 pl-4">
        <h2 className="flex-1 font-semibold">Versions</h2>
        {list && list.length > 0 ? (
          <IconButton label="Compare two" aria-pressed={isComparing} onClick={() => setComparing(!isComparing)}>
            <GitCompareArrows aria-hidden />
          </IconButton>
        ) : null}
        <IconButton label="Close" onClick={() => store.getState().setCanvasView({ isListingVersions: false })}>
          <X aria-hidden />
        </IconButton>
      </header>
      <div className="min-h-0 flex-1 overflow-y-auto p-2">
        {isComparing && list ? <ComparePicker versions={list} /> : null}
        {versions.error ? <Notice tone="danger">{errorMessage(versions.error)}</Notice> : null}
        {versions.isPending ? <Skeleton className="h-40" /> : null}
        {list?.length === 0 ? (
          <EmptyState icon={<History />} title="No version yet">
            Publish the draft to create version 1. A version never changes.
          </EmptyState>
        ) : null}
        <ul className="flex flex-col gap-1">
          {list && list.length > 0 ? <DraftItem newest={list[0]?.number} isShown={!isShown} /> : null}
          {list?.map((version) => (
            <VersionItem key={version.number} version={version} />
          ))}
        </ul>
      </div>
    </Panel>
  );
}

const itemClass =
  "flex flex-col gap-1 rounded-lg border border-transparent px-3 py-2.5 aria-[current]:border-line aria-[current]:bg-hover";

function DraftItem({ newest, isShown }: { newest: number | undefined; isShown: boolean }) {
  const parts = useEditorParts();
  const isSame = useEditor(isAsPublished);
  return (
    <li className={itemClass} aria-current={isShown ? "true" : undefined}>
      <p className="flex items-center gap-2">
        <span className="flex-1 font-medium">Draft</span>
        <Badge tone={isSame ? "success" : "neutral"}>{isSame ? `Same as version ${newest}` : "Edited"}</Badge>
      </p>
      <div className="flex gap-1 pt-1">
        {isShown ? null : (
          <Button size="sm" onClick={() => leaveCanvasView(parts.store)}>
            Open
          </Button>
        )}
        {newest !== undefined && !isSame ? (
          <Button size="sm" onClick={() => void compareVersions(parts, newest, undefined)}>
            What has changed?
          </Button>
        ) : null}
      </div>
    </li>
  );
}

function VersionItem({ version }: { version: VersionSummary }) {
  const { number, note, author, createdAt } = version;
  const parts = useEditorParts();
  const isShown = useEditor(({ canvasView }) => canvasView?.kind === "version" && canvasView.number === number);
  const isReadOnly = useEditor((state) => state.isReadOnly);
  return (
    <li className={itemClass} aria-current={isShown ? "true" : undefined}>
      <p className="flex items-baseline gap-2">
        <span className="flex-1 font-medium tabular-nums">Version {number}</span>
        <span className="text-2xs text-muted">
          <TimeAgo at={createdAt} />
        </span>
      </p>
      <p className="whitespace-pre-line text-muted text-xs [overflow-wrap:anywhere]">{note || "No note"}</p>
      {author ? <p className="text-2xs text-muted">by {author}</p> : null}
      <div className="flex flex-wrap gap-1 pt-1">
        <Button size="sm" disabled={isShown} onClick={() => void showVersion(parts, number)}>
          Open<span className="sr-only"> version {number}</span>
        </Button>
        {number > 1 ? (
          <Button size="sm" tone="ghost" onClick={() => void compareVersions(parts, number - 1, number)}>
            Changes<span className="sr-only"> in version {number}</span>
          </Button>
        ) : null}
        {isReadOnly ? null : (
          <Button size="sm" tone="ghost" onClick={() => void restoreVersion(parts, number)}>
            Restore<span className="sr-only"> version {number}</span>
          </Button>
        )}
      </div>
    </li>
  );
}
