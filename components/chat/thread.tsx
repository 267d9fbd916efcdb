"use client";
import { ArrowDown } from "lucide-react";
import { useState } from "react";
import { isFinished } from "../../lib/run.ts";
import type { ChatTurnView, ChatView } from "../../lib/views/chat-views.ts";
import { problemData } from "../api/problem-data.ts";
import { userMessage } from "../api/user-message.ts";
import { Button } from "../ui/form/button.tsx";
import { IconButton } from "../ui/form/icon-button.tsx";
import { LogoMark } from "../ui/page/logo.tsx";
import { Notice } from "../ui/text/notice.tsx";
import { Answer } from "./answer/answer.tsx";
import type { Step } from "./answer/turn-path.ts";
import type { ChatBackend } from "./chat-backend.ts";
import { Question } from "./question.tsx";
import type { Chat } from "./use-chat.ts";
import { useEnd } from "./use-end.ts";

type Props = {
  backend: ChatBackend;
  chat: Chat;
  view: ChatView;
  mayAsk: boolean;
  onSuggest: (text: string) => void;
  /** A question was asked once more, or in other words: what was pressed is gone. */
  onAsked: () => void;
};

/** A long conversation is shown from its end, so many turns at a time. */
const pageOfTurns = 40;

/** The open conversation. */
export function Thread({ backend, chat, view, mayAsk, onSuggest, onAsked }: Props) {
  const { box, isAway, toEnd, keepPlace, hold, onScroll } = useEnd(chat.send.isPending);
  const { conversation, path, send } = chat;
  const isEmpty = path.length === 0 && !send.isPending;
  const pending = send.isPending ? send.variables : undefined;
  const shown = pending ? path.slice(0, path.findIndex(({ turn }) => turn.id === pending.parentId) + 1) : path;
  const [most, setMost] = useState(pageOfTurns);
  const hidden = Math.max(0, shown.length - most);
  const showEarlier = () => {
    keepPlace();
    setMost(most + pageOfTurns);
    // The button goes, and the keyboard with it.
    if (hidden <= pageOfTurns) box.current?.focus({ preventScroll: true });
  };
  return (
    <div className="relative min-h-0 flex-1">
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: without it the keyboard could not scroll here */}
      <section ref={box} tabIndex={0} aria-label="Messages" onScroll={onScroll} className="h-full overflow-y-auto">
        <div className="mx-auto flex min-h-full w-full max-w-3xl flex-col gap-7 px-4 pt-6 pb-8 text-md">
          {isEmpty && !(chat.id !== undefined && conversation.isPending) && !conversation.error ? (
            <Beginning view={view} mayAsk={mayAsk} onSuggest={onSuggest} />
          ) : null}
          {hidden > 0 ? (
            <Button className="self-center" onClick={showEarlier}>
              Show earlier messages
            </Button>
          ) : null}
          {shown.slice(hidden).map((step, index) => (
            <Turn
              key={step.turn.id}
              {...{ backend, chat, view, mayAsk, step, onAsked }}
              onChoose={(turn) => {
                hold();
                chat.choose(turn);
              }}
              isLast={index === shown.length - hidden - 1 && !pending}
            />
          ))}
          {pending ? <Question text={pending.text} files={pending.files ?? []} /> : null}
          {conversation.error ? <NotRead chat={chat} error={conversation.error} /> : null}
        </div>
      </section>
      {isAway ? (
        <IconButton
          label="Go to the newest message"
          onClick={toEnd}
          className="-translate-x-1/2 absolute bottom-3 left-1/2 !rounded-full border bg-raised shadow-float"
        >
          <ArrowDown aria-hidden />
        </IconButton>
      ) : null}
    </div>
  );
}

type TurnProps = Omit<Props, "onSuggest"> & { step: Step; isLast: boolean; onChoose: (turn: ChatTurnView) => void };

function Turn({ backend, chat, view, mayAsk, step, isLast, onAsked, onChoose }: TurnProps) {
  const { turn } = step;
  const ask = (text: string) => {
    const files = turn.files.length > 0 ? { files: turn.files } : {};
    chat.send.mutate({ text, parentId: turn.parentId, ...files });
    onAsked();
  };
  const canChange = mayAsk && !chat.isAnswering;
  return (
    <article aria-label={`Question: ${turn.question.slice(0, 80)}`} className="flex flex-col gap-4">
      <Question
        text={turn.question}
        files={turn.files}
        readFile={(file) => backend.readFile(chat.id ?? "", file)}
        branches={
          <Branches label="Wording" turns={step.questions} of={turn} isSame={sameWording} onChoose={onChoose} />
        }
        {...(canChange ? { onEdit: ask } : {})}
      />
      <Answer
        backend={backend}
        turn={turn}
        speakers={view.speakers}
        isLast={isLast}
        onEnd={() => void chat.reload()}
        branches={<Branches label="Answer" turns={step.answers} of={turn} isSame={sameTurn} onChoose={onChoose} />}
        {...(canChange && isFinished(turn.status) ? { onAgain: () => ask(turn.question) } : {})}
      />
    </article>
  );
}

const sameTurn = (a: ChatTurnView, b: ChatTurnView) => a.id === b.id;
const sameWording = (a: ChatTurnView, b: ChatTurnView) => a.question === b.question;

type BranchProps = {
  label: string;
  turns: readonly ChatTurnView[];
  of: ChatTurnView;
  isSame: (a: ChatTurnView, b: ChatTurnView) => boolean;
  onChoose: (turn: ChatTurnView) => void;
};

/** Goes from one edit or answer to the next: 2 / 3. */
function Branches({ label, turns, of, isSame, onChoose }: BranchProps) {
  if (turns.length < 2) return null;
  const at = turns.findIndex((each) => isSame(each, of));
  const [before, after] = [turns[at - 1], turns[at + 1]];
  const name = label.toLowerCase();
  return (
    <span className="flex items-center text-muted text-xs tabular-nums">
      <IconButton label={`Previous ${name}`} size="sm" disabled={!before} onClick={() => before && onChoose(before)}>
        <span aria-hidden>‹</span>
      </IconButton>
      <span>
        <span className="sr-only">{label} </span>
        {at + 1} / {turns.length}
      </span>
      <IconButton label={`Next ${name}`} size="sm" disabled={!after} onClick={() => after && onChoose(after)}>
        <span aria-hidden>›</span>
      </IconButton>
    </span>
  );
}

function Beginning({ view, mayAsk, onSuggest }: Pick<Props, "view" | "mayAsk" | "onSuggest">) {
  const suggestion = view.question?.default;
  return (
    <div className="flex flex-1 flex-col items-center justify-center gap-3 pb-10 text-center">
      <LogoMark className="size-10" />
      <h2 className="font-semibold text-xl">{view.name}</h2>
      <p className="max-w-lg text-muted">{view.description || "Ask something to start the conversation."}</p>
      {mayAsk && typeof suggestion === "string" && suggestion !== "" ? (
        <button
          type="button"
          onClick={() => onSuggest(suggestion)}
          className="mt-2 max-w-full rounded-full border bg-panel px-4 py-2 text-sm hover:border-line-strong"
        >
          {suggestion}
        </button>
      ) : null}
    </div>
  );
}

/** Why the conversation is not shown. Where there is none, reading it again would not help. */
function NotRead({ chat, error }: { chat: Chat; error: unknown }) {
  const isGone = problemData(error)?.code === "not_found";
  const [label, act] = isGone
    ? (["New conversation", () => chat.open(undefined)] as const)
    : (["Try again", () => void chat.conversation.refetch()] as const);
  return (
    <Notice
      tone="danger"
      action={
        isGone && chat.isClosed !== false ? null : (
          <Button size="sm" onClick={act}>
            {label}
          </Button>
        )
      }
    >
      {userMessage(error)}
    </Notice>
  );
}
