"use client";
import { MessageSquarePlus, PanelLeft } from "lucide-react";
import { type KeyboardEvent, type ReactNode, useState } from "react";
import type { ChatView } from "../../lib/views/chat-views.ts";
import { IconButton } from "../ui/form/icon-button.tsx";
import type { ChatBackend } from "./chat-backend.ts";
import { ChatBody } from "./chat-body.tsx";
import { ConversationList } from "./conversation-list.tsx";
import { hasCoarsePointer, isClosing, isComposing } from "./keyboard.ts";
import { ListDrawer } from "./list-drawer.tsx";
import { useChat } from "./use-chat.ts";
import { useFirstFocus } from "./use-first-focus.ts";

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
  // Behind a link that was revoked meanwhile, nothing can be begun, renamed or deleted.
  const isOpen = chat.isClosed !== true;
  const mayBegin = mayAsk && !view.isArchived && isOpen;
  const [isListOpen, setListOpen] = useState(false);
  const box = useFirstFocus<HTMLTextAreaElement>();
  const toBox = () => {
    if (!hasCoarsePointer()) box.current?.focus();
  };
  const open = (id: string | undefined) => {
    chat.open(id);
    setListOpen(false);
    toBox();
  };
  // What a visitor has said is theirs to delete, also when the link allows no more questions.
  const mayChange = (mayAsk || backend.isVisitor) && isOpen;
  const list = (
    <ConversationList backend={backend} openId={chat.id} onOpen={open} mayBegin={mayBegin} mayChange={mayChange} />
  );
  // Wherever the keyboard is, unless in something that Escape closes.
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "Escape" && !isComposing(event) && !isClosing(event) && chat.canStop) chat.stop();
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: a shortcut; the button beside the box does the same
    <div className="flex h-dvh overflow-hidden bg-canvas" onKeyDown={onKeyDown}>
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
          {mayBegin ? (
            <IconButton label="Start a new conversation" onClick={() => open(undefined)}>
              <MessageSquarePlus aria-hidden />
            </IconButton>
          ) : null}
        </header>
        <main id="main" className="flex min-h-0 flex-1 flex-col">
          <ChatBody {...{ backend, chat, view, whyNot, box, notice, wayOut }} />
        </main>
      </div>
    </div>
  );
}
