"use client";
import { MessageSquarePlus, PanelLeft } from "lucide-react";
import { type ReactNode, useState } from "react";
import type { ChatView } from "../../lib/views/chat-views.ts";
import { IconButton } from "../ui/form/icon-button.tsx";
import { PageMessage } from "../ui/page/page-message.tsx";
import type { ChatBackend } from "./chat-backend.ts";
import { Composer } from "./composer.tsx";
import { ConversationList } from "./conversation-list.tsx";
import { hasCoarsePointer } from "./keyboard.ts";
import { ListDrawer } from "./list-drawer.tsx";
import { Thread } from "./thread.tsx";
import { useChat } from "./use-chat.ts";
import { useFirstFocus } from "./use-first-focus.ts";

const archived = "This pipeline is archived, so nothing can be asked. Its owner can restore it.";

type Props = {
  backend: ChatBackend;
  chat: ChatView;
  initialId: string | undefined;
  /** Why nothing can be asked here; undefined when it can. */
  whyNot?: string | undefined;
  /** In the bar, before and after the name. */
  back?: ReactNode;
  aside?: ReactNode;
  /** Something to know, above the box for the message. */
  notice?: ReactNode;
  /** Where to go when the pipeline cannot be chatted with. */
  wayOut?: ReactNode;
};

/** A chat with a pipeline: the conversations at the side, the one that is open, and the box for the next message. */
export function ChatRoom({ backend, chat: view, initialId, whyNot, back, aside, notice, wayOut }: Props) {
  const chat = useChat(backend, initialId);
  const mayAsk = whyNot === undefined;
  const asks = mayAsk && !view.isArchived;
  const [isListOpen, setListOpen] = useState(false);
  const [suggested, setSuggested] = useState<{ text: string }>();
  const box = useFirstFocus<HTMLTextAreaElement>();
  const toBox = () => {
    if (!hasCoarsePointer()) box.current?.focus();
  };
  const open = (id: string | undefined) => {
    chat.open(id);
    setListOpen(false);
    toBox();
  };
  const suggest = (text: string) => {
    setSuggested({ text });
    box.current?.focus();
  };
  const list = <ConversationList backend={backend} openId={chat.id} onOpen={open} mayChange={mayAsk} />;
  return (
    <div className="flex h-dvh overflow-hidden bg-canvas">
      <aside aria-label="Conversations" className="flex w-64 shrink-0 flex-col border-r bg-panel max-md:hidden">
        {list}
      </aside>
      <div className="flex min-w-0 flex-1 flex-col">
        <header className="flex h-12 shrink-0 items-center gap-2 border-b bg-panel px-2 sm:px-3">
          {back}
          <ListDrawer
            open={isListOpen}
            onOpenChange={setListOpen}
            trigger={
              <IconButton label="Show conversations" hint={false} className="md:hidden">
                <PanelLeft aria-hidden />
              </IconButton>
            }
          >
            {list}
          </ListDrawer>
          <h1 className="min-w-0 truncate font-semibold">{view.name}</h1>
          {aside}
          <span className="flex-1" />
          {asks ? (
            <IconButton label="Start a new conversation" onClick={() => open(undefined)}>
              <MessageSquarePlus aria-hidden />
            </IconButton>
          ) : null}
        </header>
        {view.problem === null ? (
          <main id="main" className="flex min-h-0 flex-1 flex-col">
            <Thread
              key={chat.opened}
              backend={backend}
              chat={chat}
              view={view}
              mayAsk={asks}
              onSuggest={suggest}
              onAsked={toBox}
            />
            {notice ? <div className="mx-auto w-full max-w-3xl px-4 pb-2">{notice}</div> : null}
            {asks ? (
              <Composer backend={backend} chat={chat} view={view} suggested={suggested} box={box} />
            ) : (
              <p className="border-t bg-panel px-4 py-4 text-center text-muted">
                {view.isArchived ? archived : whyNot}
              </p>
            )}
          </main>
        ) : (
          <main id="main" className="min-h-0 flex-1 overflow-y-auto">
            <PageMessage title="This pipeline has no chat yet" action={wayOut}>
              {view.problem}
            </PageMessage>
          </main>
        )}
      </div>
    </div>
  );
}
