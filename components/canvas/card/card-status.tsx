"use client";
import {
  Ban,
  CircleAlert,
  CircleHelp,
  Hourglass,
  LoaderCircle,
  RotateCw,
  SkipForward,
  TriangleAlert,
} from "lucide-react";
import { memo } from "react";
import { nodeAt } from "../../../lib/graph/graph.ts";
import { titleOf } from "../../../lib/graph/node-titles.ts";
import { isReportedByRun, issuesAt, runOnCanvas, statusOf, stepOf } from "../../editor/run/run-step.ts";
import { isStale } from "../../editor/run/stale.ts";
import { useEditor } from "../../editor/store/context.tsx";
import { drawnGraphOf } from "../../editor/store/document-slice.ts";
import { describeWait } from "../../runs/step/describe-wait.ts";
import { countOf, formatDuration } from "../../ui/text/format.ts";
import { Until } from "../../ui/text/until.tsx";
import { useElapsed } from "./use-elapsed.ts";

/** The right end of a card's header: how its step stands, else how many problems it has. */
export const CardStatus = memo(function CardStatus({ id }: { id: string }) {
  const status = useEditor((state) => statusOf(state, id));
  const step = useEditor((state) => stepOf(runOnCanvas(state), id));
  const problems = useEditor((state) => issuesAt(state.drawnIssues, id).length);
  const hasBody = useEditor(
    (state) => state.catalogue.get(nodeAt(drawnGraphOf(state), id)?.type ?? "")?.body !== undefined,
  );
  const isOld = useEditor((state) => isStale(state, id));
  const elapsed = useElapsed(status === "running" ? (step?.startedAt ?? undefined) : undefined);
  const isNoted = problems > 0 && !isReportedByRun(status);
  if (isNoted) return <Problems id={id} count={problems} />;
  switch (status) {
    case undefined:
      return null;
    case "ahead":
      return (
        <span className="pb-status text-muted" title="Not started yet" role="img" aria-label="Not started yet">
          ···
        </span>
      );
    case "waiting":
      return (
        <span className="pb-status text-info" title={describeWait(step, hasBody)}>
          <Hourglass aria-label="Waiting" /> {step?.waitUntil && !hasBody ? <Until at={step.waitUntil} /> : null}
        </span>
      );
    case "running":
      return (
        <span className="pb-status text-info" title="Running">
          <LoaderCircle aria-label="Running" className="animate-spin" />
          {step && step.attempt > 1 ? `attempt ${step.attempt} · ` : ""}
          {elapsed === undefined ? "" : formatDuration(elapsed)}
        </span>
      );
    case "retrying":
      return (
        <span className="pb-status text-warning" title={step?.error?.message}>
          {step?.error?.isOutage ? (
            <>
              <Hourglass aria-label="Waiting" />{" "}
              {step.startedAt ? (
                <>
                  since <Until at={step.startedAt} />
                </>
              ) : null}
            </>
          ) : (
            <>
              <RotateCw aria-label="Retrying" /> attempt {(step?.attempt ?? 0) + 1}
            </>
          )}
        </span>
      );
    case "succeeded":
      return (
        <span className="pb-status text-success" title={isOld ? "Changed since this run, here or upstream" : "Done"}>
          {isOld ? <TriangleAlert aria-label="Stale" className="text-warning" /> : <span aria-hidden="true">✓</span>}
          {step?.durationMs == null ? "" : formatDuration(step.durationMs)}
        </span>
      );
    case "failed":
      return (
        <span className="pb-status text-danger" title="Failed">
          <CircleAlert aria-label="Failed" />
        </span>
      );
    case "skipped":
      return (
        <span
          className="pb-status text-muted"
          title={step ? "Skipped: this branch was not taken" : "Skipped: the run ended before this node"}
        >
          <SkipForward aria-label="Skipped" />
        </span>
      );
    case "cancelled":
      return (
        <span className="pb-status text-muted" title="Cancelled">
          <Ban aria-label="Cancelled" />
        </span>
      );
    case "in_doubt":
      return (
        <span className="pb-status text-warning" title="In doubt">
          <CircleHelp aria-label="In doubt" />
        </span>
      );
  }
});

function Problems({ id, count }: { id: string; count: number }) {
  const text = useEditor((state) =>
    issuesAt(state.drawnIssues, id)
      .map(({ message }) => message)
      .join("\n"),
  );
  const title = useEditor((state) => titleOf(drawnGraphOf(state), state.catalogue, id));
  return (
    <span
      className="pb-status text-warning"
      title={text}
      role="img"
      aria-label={`${title}, ${countOf(count, "problem")}: ${text}`}
    >
      <TriangleAlert aria-hidden /> {count}
    </span>
  );
}
