"use client";
import { type ReactNode, type RefObject, useState } from "react";
import type { ChatView } from "../../lib/views/chat-views.ts";
import { PageMessage } from "../ui/page/page-message.tsx";
import type { ChatBackend } from "./chat-backend.ts";
import { Composer } from "./compose/composer.tsx";
import { hasCoarsePointer } from "./keyboard.ts";
import { Thread } from "./thread.tsx";
import type { Chat } from "./use-chat.ts";

const archived = "This pipeline is archived, so nothing can be asked. Its owner can restore it.";

type Props = {
  backend: ChatBackend;
  chat: Chat;
  view: ChatView;
  /** Why nothing can be asked here; undefined when it can. */
  whyNot: string | undefined;
  /** Where the message is written. */
  box: RefObject<HTMLTextAreaElement | null>;
  /** Something to know, above the box for the message. */
  notice?: ReactNode;
  /** Where to go when the pipeline cannot be chatted with. */
  wayOut?: ReactNode;
  /** It has only a part of the page: files that are dropped elsewhere are not for it. */
  isBeside?: boolean;
};

/** The open conversation, and the box for the next message. */
export function ChatBody({ backend, chat, view, whyNot, box, notice, wayOut, isBeside = false }: Props) {
  const [suggested, setSuggested] = useState<{ text: string }>();
  if (view.problem !== null) {
    return (
      <div className="min-h-0 flex-1 overflow-y-auto">
        <PageMessage title="This pipeline has no chat yet" action={wayOut}>
          {view.problem}
        </PageMessage>
      </div>
    );
  }
  const asks = whyNot === undefined && !view.isArchived;
  const suggest = (text: string) => {
    setSuggested({ text });
    box.current?.focus();
  };
  const toBox = () => {
    if (!hasCoarsePointer()) box.current?.focus();
  };
  return (
    <div className="flex min-h-0 flex-1 flex-col">
      <Thread key={chat.opened} {...{ backend, chat, view }} mayAsk={asks} onSuggest={suggest} onAsked={toBox} />
      {notice ? <div className="mx-auto w-full max-w-3xl px-4 pb-2">{notice}</div> : null}
      {asks ? (
        <Composer {...{ backend, chat, view, suggested, box, isBeside }} />
      ) : (
        <p className="border-t bg-panel px-4 py-4 text-center text-muted">{view.isArchived ? archived : whyNot}</p>
      )}
    </div>
  );
}
