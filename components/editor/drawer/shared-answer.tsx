"use client";
import { CircleStop } from "lucide-react";
import { useMemo } from "react";
import { isFinished } from "../../../lib/run.ts";
import { RunPanel } from "../../runs/run-panel.tsx";
import { nodeInfos, runPortsOf } from "../../runs/timeline/node-info.ts";
import { Button } from "../../ui/form/button.tsx";
import { formatDuration } from "../../ui/text/format.ts";
import { StatusPill } from "../../ui/text/status-pill.tsx";
import { ReadBlob } from "../../values/blob-value.tsx";
import { cancelRun } from "../run/run-control.ts";
import { useEditor, useEditorParts } from "../store/context.tsx";
import { wholeGraphOf } from "../store/document-slice.ts";

/** The run that was begun here: how it goes, and what it answers. */
export function SharedAnswer() {
  const parts = useEditorParts();
  const run = useEditor((state) => state.run);
  const graph = useEditor(wholeGraphOf);
  const catalogue = useEditor((state) => state.catalogue);
  const nodes = useMemo(() => nodeInfos(graph, catalogue), [graph, catalogue]);
  const ports = useMemo(() => runPortsOf(graph, catalogue), [graph, catalogue]);
  const runId = run?.detail.id ?? "";
  const readBlob = useMemo(() => {
    const { readBlob: read } = parts.runs;
    return read ? (blob: string) => read(runId, blob) : undefined;
  }, [parts, runId]);
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
      <ReadBlob value={readBlob}>
        <RunPanel run={detail} nodes={nodes} ports={ports} texts={texts} isVisitor />
      </ReadBlob>
    </section>
  );
}
