"use client";
import { useEffect, useState } from "react";
import type { SharedChatView } from "../../lib/views/chat-views.ts";
import { useTRPCClient } from "../api/client.tsx";
import { ApiProvider } from "../api/provider.tsx";
import { LogoMark } from "../ui/page/logo.tsx";
import { Badge } from "../ui/text/badge.tsx";
import { type ChatBackend, visitorChat } from "./chat-backend.ts";
import { ChatRoom } from "./chat-room.tsx";

type Props = { token: string; chat: SharedChatView; conversationId: string | undefined };

/** The chat behind a share link, for anyone who has it. Their conversations belong to this browser. */
export function SharedChatPage(props: Props) {
  return (
    <ApiProvider>
      <VisitorChat {...props} />
    </ApiProvider>
  );
}

function VisitorChat({ token, chat, conversationId }: Props) {
  const api = useTRPCClient();
  const [backend, setBackend] = useState<ChatBackend>();
  // The server does not know this browser's secret, so the chat begins after the first paint.
  useEffect(() => setBackend(visitorChat(api, token, visitorSecret())), [api, token]);
  if (!backend) return <div className="h-dvh bg-canvas" />;
  const { canRun, runsLeft } = chat;
  return (
    <ChatRoom
      backend={backend}
      chat={chat}
      initialId={conversationId}
      whyNot={canRun ? (runsLeft === 0 ? usedUp : undefined) : viewOnly}
      back={<LogoMark className="ml-1 size-5 shrink-0" />}
      aside={canRun ? null : <Badge>View-only</Badge>}
      notice={<About hasMemory={chat.hasMemory} takesFiles={chat.files.length > 0} />}
    />
  );
}

const viewOnly = "This link is view-only. To ask something, ask the sender for a link that allows it.";
const usedUp = "This link has been used for all the answers that it allows. Ask the sender for a new one.";

function About({ hasMemory, takesFiles }: { hasMemory: boolean; takesFiles: boolean }) {
  return (
    <p className="text-center text-muted text-xs">
      The people who shared this page can read what you write{takesFiles ? " and the files that you send" : ""}.
      {hasMemory ? "" : " Each question is answered on its own."}
    </p>
  );
}

const storageKey = "patchbay:visitor";

/** 256 random bits that stand for this browser. Where nothing can be stored, they last as long as the page. */
function visitorSecret(): string {
  try {
    const known = localStorage.getItem(storageKey);
    if (known !== null && known.length >= 22) return known;
    const fresh = newSecret();
    localStorage.setItem(storageKey, fresh);
    return fresh;
  } catch {
    return newSecret();
  }
}

function newSecret(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(32));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
