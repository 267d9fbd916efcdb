"use client";
import { clsx } from "clsx";
import { memo, useLayoutEffect, useRef, useState } from "react";
import { nodeAt } from "../../../lib/graph/graph.ts";
import { onBoardMark } from "../../../lib/models/on-board.ts";
import { outcomeTitles } from "../../../lib/models/usage.ts";
import type { StepView } from "../../../lib/views/run-views.ts";
import { queryPart } from "../../api/query-part.tsx";
import { progressOnCanvas, runOnCanvas, stepOf, textOf } from "../../editor/run/run-step.ts";
import { useEditor, useEditorParts } from "../../editor/store/context.tsx";
import { drawnGraphOf } from "../../editor/store/document-slice.ts";
import { useUpload } from "../../editor/upload/use-upload.ts";
import { lazyPart } from "../../ui/lazy/lazy-part.tsx";
import { formatCost, formatCount, formatDuration } from "../../ui/text/format.ts";
import { LazyMarkdown } from "../../ui/text/lazy-markdown.tsx";
import { OnBoardMark } from "../../ui/text/on-board-mark.tsx";
import { CardProgress } from "./card-progress.tsx";

const CardUpload = lazyPart(async () => (await import("./card-upload.tsx")).CardUpload, { isExtra: true });
const CardAnswers = lazyPart(async () => (await import("./card-answers.tsx")).CardAnswers, { isExtra: true });
const CardApproval = queryPart(async () => (await import("./card-approval.tsx")).CardApproval);

/**
 * What hangs below the card during and after a run: the model's answer as it grows, the error, the cost.
 * It lies outside the card's given size on purpose, so that a growing answer moves no edge and measures nothing.
 */
export const CardBody = memo(function CardBody({ id }: { id: string }) {
  const step = useEditor((state) => stepOf(runOnCanvas(state), id));
  const text = useEditor((state) => textOf(runOnCanvas(state), id));
  const progress = useEditor((state) => progressOnCanvas(state, id));
  const approval = useEditor((state) =>
    (state.base.length === 0 ? state.approvals : []).find(({ nodeId }) => nodeId.split("/")[0] === id),
  );
  const upload = useUpload(id);
  const answers = useEditor((state) => state.catalogue.get(nodeAt(drawnGraphOf(state), id)?.type ?? "")?.answers);
  const isRun =
    step !== undefined &&
    (answers || text !== "" || hasFailed(step) || progress !== undefined || approval !== undefined || isMarked(step));
  if (!isRun && !upload) return null;
  return (
    <div className="pb-card-body nodrag nowheel">
      {upload ? <CardUpload nodeId={id} upload={upload} /> : null}
      {isRun && progress ? <CardProgress id={id} progress={progress} /> : null}
      {isRun && approval ? <CardApproval approval={approval} /> : null}
      {isRun && answers ? <CardAnswers id={id} port={answers} /> : null}
      {isRun ? <Result step={step} text={text} /> : null}
    </div>
  );
});

function Result({ step, text }: { step: StepView; text: string }) {
  const isVisitor = useEditorParts().edit === undefined;
  const isLive = step.status === "running" || step.status === "retrying";
  const { outcome } = step;
  return (
    <>
      {hasFailed(step) ? <p className="pb-card-error">{step.error?.message}</p> : null}
      {outcome && outcome !== "complete" && !hasFailed(step) ? (
        <p className="pb-card-error">Answer: {outcomeTitles[outcome]}</p>
      ) : null}
      {text === "" ? null : <Answer text={text} isLive={isLive} />}
      {step.tokensOut !== null && !isLive ? (
        <p className="pb-card-bill">
          {step.durationMs === null ? null : <span>{formatDuration(step.durationMs)}</span>}
          <span>{formatCount((step.tokensIn ?? 0) + step.tokensOut)} tokens</span>
          <span>{formatCost(step.costUsd)}</span>
          {step.model ? <span className="truncate">{step.model}</span> : null}
        </p>
      ) : null}
      {isMarked(step) ? (
        <OnBoardMark model={step.model} isVisitor={isVisitor} className="border-line border-t px-2.5 py-1" />
      ) : null}
    </>
  );
}

function hasFailed({ error, status }: StepView): boolean {
  return error !== null && status !== "running";
}

/** A model that comes with Patchbay has answered. */
function isMarked({ status, model }: StepView): boolean {
  return status !== "running" && status !== "retrying" && onBoardMark(model) !== undefined;
}

/** Grows to 8 lines and follows its end while the model speaks; then it is read as Markdown, folded until it is clicked. */
function Answer({ text, isLive }: { text: string; isLive: boolean }) {
  const [isOpen, setOpen] = useState(false);
  const box = useRef<HTMLDivElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: each new piece of text scrolls to the end.
  useLayoutEffect(() => {
    if (isLive && box.current) box.current.scrollTop = box.current.scrollHeight;
  }, [text, isLive]);
  const shown = isOpen ? text : text.slice(0, foldedLength);
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the run panel has the whole answer for the keyboard.
    // biome-ignore lint/a11y/useSemanticElements: a button may not hold what Markdown makes.
    <div
      role="button"
      tabIndex={-1}
      aria-expanded={isLive || isOpen}
      ref={box}
      className={clsx("pb-answer", isLive && "is-live", isOpen && "is-open")}
      onClick={({ target }) => {
        const isReading = window.getSelection()?.isCollapsed === false;
        if (!isReading && !(target instanceof Element && target.closest("a"))) setOpen(!isOpen);
      }}
    >
      {isLive ? (
        <p className="whitespace-pre-wrap">
          {text}
          <span className="pb-caret" />
        </p>
      ) : (
        <LazyMarkdown text={shown} className="pb-answer-text" />
      )}
    </div>
  );
}

/** More than the two lines that a folded answer shows. */
const foldedLength = 400;
