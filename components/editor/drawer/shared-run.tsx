"use client";
import { CircleStop } from "lucide-react";
import { useMemo } from "react";
import { isFinished } from "../../../lib/run.ts";
import type { SharedPipeline } from "../../../lib/views/api-views.ts";
import { RunPanel } from "../../runs/run-panel.tsx";
import { nodeInfos, runPortsOf } from "../../runs/timeline/node-info.ts";
import { Button } from "../../ui/form/button.tsx";
import { formatCount, formatDuration } from "../../ui/text/format.ts";
import { Notice } from "../../ui/text/notice.tsx";
import { StatusPill } from "../../ui/text/status-pill.tsx";
import { cancelRun } from "../run/run-control.ts";
import { useEditor, useEditorParts } from "../store/context.tsx";
import { wholeGraphOf } from "../store/document-slice.ts";
import { RunForm } from "./run-form.tsx";

/** Beside the shared canvas: what it is, the form, and the answer as it comes. On a phone it stands above. */
export function SharedRun({ shared }: { shared: SharedPipeline }) {
  return (
    <aside aria-label="Run" className="flex w-full flex-col gap-4 border-l bg-panel p-4 lg:w-104 lg:overflow-y-auto">
      {shared.description ? <p className="text-muted">{shared.description}</p> : null}
      <WhatMayRun shared={shared} />
      <SharedAnswer />
    </aside>
  );
}

function WhatMayRun({ shared: { canRun, runsLeft } }: { shared: SharedPipeline }) {
  if (!canRun) return <Notice>This link is view-only: the pipeline cannot be run with it.</Notice>;
  if (runsLeft === 0) {
    return <Notice>This link has been used for all the runs that it allows. Ask the sender for a new one.</Notice>;
  }
  return (
    <>
      <RunForm />
      {runsLeft === null ? null : (
        <p className="text-muted text-xs">
          {runsLeft === 1 ? "This link allows one more run." : `This link allows ${formatCount(runsLeft)} more runs.`}
        </p>
      )}
    </>
  );
}

function SharedAnswer() {
  const parts = useEditorParts();
  const run = useEditor((state) => state.run);
  const graph = useEditor(wholeGraphOf);
  const catalogue = useEditor((state) => state.catalogue);
  const nodes = useMemo(() => nodeInfos(graph, catalogue), [graph, catalogue]);
  const ports = useMemo(() => runPortsOf(graph, catalogue), [graph, catalogue]);
  if (!run) return null;
  const { detail, texts } = run;
  return (
    <section
      aria-label="Answer"
      aria-live="polite"
      aria-busy={!isFinished(detail.status)}
      className="flex flex-col gap-3"
    >
      <p className="flex items-center gap-3">
        <StatusPill status={detail.status} />
        {detail.durationMs === null ? null : (
          <span className="text-muted text-xs tabular-nums">{formatDuration(detail.durationMs)}</span>
        )}
        <span className="flex-1" />
        {isFinished(detail.status) ? null : (
          <Button size="sm" disabled={detail.cancelRequested} onClick={() => void cancelRun(parts)}>
            <CircleStop aria-hidden className="size-3.5" /> Cancel
          </Button>
        )}
      </p>
      <RunPanel run={detail} nodes={nodes} ports={ports} texts={texts} isVisitor />
    </section>
  );
}
