"use client";
import { RefreshCw, WifiOff } from "lucide-react";
import Link from "next/link";
import { type ReactNode, useState } from "react";
import { outcomeTitles } from "../../../lib/models/answers.ts";
import { isFinished } from "../../../lib/run.ts";
import type { ChatTurnView } from "../../../lib/views/chat-views.ts";
import { Button } from "../../ui/form/button.tsx";
import { CopyButton } from "../../ui/form/copy-field.tsx";
import { IconButton } from "../../ui/form/icon-button.tsx";
import { Notice } from "../../ui/text/notice.tsx";
import { OnBoardMark } from "../../ui/text/on-board-mark.tsx";
import type { ChatBackend } from "../chat-backend.ts";
import { AnswerText } from "./answer-text.tsx";
import { FeedbackButtons } from "./feedback-buttons.tsx";
import type { LiveAnswer } from "./fold-answer.ts";
import { Sources } from "./sources.tsx";
import { useAnswer } from "./use-answer.ts";

type Props = {
  backend: ChatBackend;
  turn: ChatTurnView;
  speakers: readonly string[];
  isLast: boolean;
  onEnd: () => void;
  branches: ReactNode;
  onAgain?: () => void;
};

/** What was answered: while it grows, and when it is done. */
export function Answer({ backend, turn, speakers, isLast, onEnd, branches, onAgain }: Props) {
  const live = useAnswer(backend, turn, { speakers, isLast, onEnd });
  const [source, setSource] = useState<number>();
  const isDone = isFinished(live.status);
  return (
    // Not a landmark: a conversation would have as many of one name as it has answers.
    // biome-ignore lint/a11y/useSemanticElements: a fieldset is for a form.
    <div role="group" aria-label="Answer" aria-busy={!isDone} className="flex min-w-0 flex-col gap-3">
      <Reasoning text={turn.reasoning ?? live.reasoning} isGrowing={!isDone && live.text === ""} />
      {live.text === "" ? null : (
        <AnswerText text={live.text} isGrowing={!isDone} sources={turn.sources.length} onSource={setSource} />
      )}
      {isDone ? null : <Activity backend={backend} turn={turn} live={live} />}
      <Ending backend={backend} turn={turn} live={live} onAgain={onAgain} />
      <Sources sources={turn.sources} open={source} onOpen={setSource} />
      {isDone ? (
        <div className="-ml-1 flex min-h-6 flex-wrap items-center gap-0.5">
          {branches}
          {live.text === "" ? null : (
            <CopyButton label="Copy the answer" value={live.text} className="[&_svg]:!size-3.5" />
          )}
          {onAgain && live.status === "succeeded" ? (
            <IconButton label="Answer again" size="sm" onClick={onAgain}>
              <RefreshCw aria-hidden className="!size-3.5" />
            </IconButton>
          ) : null}
          {live.status === "succeeded" ? <FeedbackButtons backend={backend} turn={turn} /> : null}
          {backend.isVisitor ? null : (
            <Link href={`/runs/${turn.runId}`} className="ml-1 text-muted text-xs hover:text-ink hover:underline">
              See the run
            </Link>
          )}
          <OnBoardMark model={turn.model} isVisitor={backend.isVisitor} className="ml-auto" />
        </div>
      ) : null}
      <p role="status" className="sr-only">
        {isDone && isLast ? announcement(live) : ""}
      </p>
    </div>
  );
}

/** It is open while nothing else is said, unless it was closed. */
function Reasoning({ text, isGrowing }: { text: string; isGrowing: boolean }) {
  const [isOpen, setOpen] = useState<boolean>();
  const isShown = isOpen ?? isGrowing;
  if (text === "") return null;
  return (
    <details
      className="border-l-2 pl-3 text-muted"
      open={isShown}
      // Also told when it was opened from here.
      onToggle={({ currentTarget }) => currentTarget.open !== isShown && setOpen(currentTarget.open)}
    >
      <summary className="w-fit cursor-pointer text-sm hover:text-ink">Reasoning</summary>
      <p className="whitespace-pre-wrap pt-1.5 text-sm [overflow-wrap:anywhere]">{text}</p>
    </details>
  );
}

function announcement({ status, text }: LiveAnswer): string {
  if (status === "succeeded") return text.length < 300 ? text : "The answer is complete.";
  return status === "cancelled" ? "The answer was stopped." : "";
}

type StateProps = { backend: ChatBackend; turn: ChatTurnView; live: ReturnType<typeof useAnswer> };

function Activity({ backend, turn, live }: StateProps) {
  if (live.isCutOff) {
    return (
      <p role="status" className="flex items-center gap-2 text-sm text-warning">
        <WifiOff aria-hidden className="size-4 shrink-0" />
        The connection is lost. The answer goes on without it, and is shown here once it is back.
      </p>
    );
  }
  if (live.text !== "" && live.status === "running") return null;
  const isWaiting = live.status === "waiting" && !backend.isVisitor;
  return (
    <p className="flex items-center gap-2 text-muted text-sm">
      <span aria-hidden className="flex gap-1">
        <span className="size-1.5 animate-pulse rounded-full bg-current" />
        <span className="size-1.5 animate-pulse rounded-full bg-current [animation-delay:200ms]" />
        <span className="size-1.5 animate-pulse rounded-full bg-current [animation-delay:400ms]" />
      </span>
      {live.activity}
      {isWaiting ? (
        <Link href={`/runs/${turn.runId}`} className="text-accent-ink hover:underline">
          Open the run
        </Link>
      ) : null}
    </p>
  );
}

/** How it ended, unless it is simply complete; and what to do then. */
function Ending({ backend, turn, live, onAgain }: StateProps & { onAgain: (() => void) | undefined }) {
  const again = onAgain ? (
    <Button size="sm" onClick={onAgain}>
      Try again
    </Button>
  ) : null;
  if (live.status === "failed") {
    return (
      <Notice tone="danger" action={again} className="text-sm">
        {live.error?.message ?? "The pipeline failed."}
      </Notice>
    );
  }
  if (live.status === "cancelled")
    return (
      <Notice action={again} className="text-sm">
        You stopped this answer.
      </Notice>
    );
  if (live.status !== "succeeded") return null;
  if (turn.outcome !== null && turn.outcome !== "complete")
    return (
      <Notice tone="warning" action={again} className="text-sm">
        {outcomeTitles[turn.outcome]}. This is not the whole answer.
      </Notice>
    );
  if (live.text === "" && turn.answer === null && turn.status === "succeeded")
    return (
      <Notice tone="warning" action={again} className="text-sm">
        The pipeline ended without a text.{" "}
        {backend.isVisitor ? "Ask in other words." : "See the run for what its output has."}
      </Notice>
    );
  return null;
}
