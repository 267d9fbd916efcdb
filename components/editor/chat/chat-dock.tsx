"use client";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { clsx } from "clsx";
import { MessageSquarePlus, SquareArrowOutUpRight, X } from "lucide-react";
import Link from "next/link";
import { useEffect, useState } from "react";
import type { ChatView } from "../../../lib/views/chat-views.ts";
import { useTRPCClient } from "../../api/client.tsx";
import { useMay } from "../../api/member.tsx";
import { userMessage } from "../../api/user-message.ts";
import { memberChat, viewersCannotAsk } from "../../chat/chat-backend.ts";
import { ChatBody } from "../../chat/chat-body.tsx";
import { type Chat, useChat } from "../../chat/use-chat.ts";
import { useFirstFocus } from "../../chat/use-first-focus.ts";
import { IconButton } from "../../ui/form/icon-button.tsx";
import { Tooltip } from "../../ui/overlay/tooltip.tsx";
import { SidePanel } from "../../ui/page/side-panel.tsx";
import { Notice } from "../../ui/text/notice.tsx";
import { useEditor, useEditorParts, useEditorStore } from "../store/context.tsx";
import { soleNode } from "../store/selection-slice.ts";
import { draftChat } from "./draft-chat.ts";

/** The chat with the draft, beside its canvas. On a window with no room for both, the settings of a node lie over it. */
export function ChatDock() {
  const isOpen = useEditor((state) => state.isChatting);
  return isOpen ? <OpenDock /> : null;
}

function OpenDock() {
  const api = useTRPCClient();
  const pipelineId = useEditor((state) => state.pipelineId);
  const revision = useEditor((state) => state.revision);
  const view = useQuery({
    queryKey: ["draft-chat", pipelineId, revision],
    queryFn: () => api.conversations.chat.query({ pipelineId, draft: true }),
    placeholderData: keepPreviousData,
  });
  // Should reading a later revision fail, the conversation goes on with what was known.
  const [known, setKnown] = useState(view.data);
  if (view.data && view.data !== known) setKnown(view.data);
  const shown = view.data ?? known;
  if (shown) return <Dock view={shown} />;
  return view.error ? (
    <Notice tone="danger" className="m-3 w-72 self-start">
      {userMessage(view.error)}
    </Notice>
  ) : null;
}

function Dock({ view }: { view: ChatView }) {
  const parts = useEditorParts();
  const { store } = parts;
  const api = useTRPCClient();
  const isNode = useEditor((state) => soleNode(state) !== undefined);
  const mayAsk = useMay("runs.start");
  const [backend] = useState(() => draftChat(parts, memberChat(api, store.getState().pipelineId, "draft")));
  const chat = useChat(backend, store.getState().conversationId, { isInAddress: false });
  const box = useFirstFocus<HTMLTextAreaElement>();
  // It is there again when the panel is opened again.
  useEffect(() => store.getState().set({ conversationId: chat.id }), [store, chat.id]);
  return (
    <div className={clsx("contents", isNode && "max-xl:hidden")}>
      <SidePanel
        name="chat"
        label="Chat"
        side="right"
        initial={360}
        region="chat"
        onEscape={() => (chat.canStop ? chat.stop() : undefined)}
      >
        <Head chat={chat} onNew={() => box.current?.focus()} />
        <ChatBody {...{ backend, chat, view, box }} whyNot={mayAsk ? undefined : viewersCannotAsk} isBeside />
      </SidePanel>
    </div>
  );
}

function Head({ chat, onNew }: { chat: Chat; onNew: () => void }) {
  const store = useEditorStore();
  const pipelineId = useEditor((state) => state.pipelineId);
  const conversation = chat.id === undefined ? "" : `&c=${chat.id}`;
  return (
    <header className="flex h-12 shrink-0 items-center gap-1 border-b pr-2 pl-4">
      <h2 className="min-w-0 flex-1 truncate font-semibold">Chat with the draft</h2>
      <IconButton
        label="Start a new conversation"
        onClick={() => {
          chat.open(undefined);
          onNew();
        }}
      >
        <MessageSquarePlus aria-hidden />
      </IconButton>
      <Tooltip label="Open the page of the chat">
        <Link
          href={`/p/${pipelineId}/chat?version=draft${conversation}`}
          prefetch={false}
          aria-label="Open the page of the chat"
          className="inline-flex size-8 items-center justify-center rounded-md text-muted hover:bg-hover hover:text-ink"
        >
          <SquareArrowOutUpRight aria-hidden className="size-4" />
        </Link>
      </Tooltip>
      <IconButton label="Close the chat" onClick={() => store.getState().set({ isChatting: false })}>
        <X aria-hidden />
      </IconButton>
    </header>
  );
}
