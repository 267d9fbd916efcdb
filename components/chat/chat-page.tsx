"use client";
import { useMutation } from "@tanstack/react-query";
import { ArrowLeft, ChevronDown } from "lucide-react";
import Link from "next/link";
import { useRouter } from "next/navigation";
import { type ReactNode, useState } from "react";
import type { ChatView } from "../../lib/views/chat-views.ts";
import { useTRPCClient } from "../api/client.tsx";
import { useMay } from "../api/member.tsx";
import { ApiProvider } from "../api/provider.tsx";
import { toastError } from "../api/toast-error.ts";
import { Button } from "../ui/form/button.tsx";
import { Menu, MenuItem } from "../ui/overlay/menu.tsx";
import { toast } from "../ui/overlay/toast.tsx";
import { LogoMark } from "../ui/page/logo.tsx";
import { Badge } from "../ui/text/badge.tsx";
import { Notice } from "../ui/text/notice.tsx";
import { memberChat, viewersCannotAsk } from "./chat-backend.ts";
import { ChatRoom } from "./chat-room.tsx";

type Props = {
  pipelineId: string;
  chat: ChatView;
  conversationId: string | undefined;
  /** Something to know about the workspace, in the bar. */
  notice?: ReactNode;
};

/** The chat of a pipeline, for members of its workspace. */
export function ChatPage(props: Props) {
  return (
    <ApiProvider>
      <MemberChat {...props} />
    </ApiProvider>
  );
}

function MemberChat({ pipelineId, chat, conversationId, notice }: Props) {
  const api = useTRPCClient();
  const mayEdit = useMay("runs.start");
  const [backend] = useState(() => memberChat(api, pipelineId, chat.version ?? "draft"));
  return (
    <ChatRoom
      backend={backend}
      chat={chat}
      initialId={conversationId}
      whyNot={mayEdit ? undefined : viewersCannotAsk}
      back={
        <Link
          href={`/p/${pipelineId}`}
          aria-label="Open the canvas"
          className="flex items-center gap-1.5 rounded-md p-1.5 hover:bg-hover"
        >
          <ArrowLeft aria-hidden className="size-4 text-muted" />
          <LogoMark className="size-5" />
        </Link>
      }
      aside={
        <>
          <VersionMenu pipelineId={pipelineId} chat={chat} />
          {notice}
        </>
      }
      notice={chat.hasMemory ? null : <NoMemory pipelineId={pipelineId} canAdd={chat.canAddMemory && mayEdit} />}
      wayOut={
        <Button tone="primary" asChild>
          <Link href={`/p/${pipelineId}`}>Open the canvas</Link>
        </Button>
      }
    />
  );
}

/** Which version answers: the newest that was published, or the draft. */
function VersionMenu({ pipelineId, chat: { version, latestVersion } }: Pick<Props, "pipelineId" | "chat">) {
  if (latestVersion === null) return <Badge>Draft</Badge>;
  return (
    <Menu
      align="start"
      trigger={
        <Button size="sm" tone="ghost" aria-label="Version that answers" className="text-muted">
          {version === null ? "Draft" : `Version ${version}`} <ChevronDown aria-hidden className="size-3.5" />
        </Button>
      }
    >
      <ChatWith pipelineId={pipelineId}>Version {latestVersion}, the newest</ChatWith>
      <ChatWith pipelineId={pipelineId} version="draft">
        Draft, as it is on the canvas
      </ChatWith>
    </Menu>
  );
}

/** Drawn when the menu is opened, so it leads to the conversation that is open then. */
function ChatWith({ pipelineId, version, children }: { pipelineId: string; version?: "draft"; children: ReactNode }) {
  return (
    <MenuItem asChild>
      <Link href={chatAddress(pipelineId, version)}>{children}</Link>
    </MenuItem>
  );
}

/** With the conversation that is open. The router does not know one that was begun or opened on this page. */
function chatAddress(pipelineId: string, version?: "draft"): string {
  const conversation = new URL(window.location.href).searchParams.get("c");
  const words = new URLSearchParams({
    ...(version === undefined ? {} : { version }),
    ...(conversation === null ? {} : { c: conversation }),
  });
  return `/p/${pipelineId}/chat${words.size > 0 ? `?${words}` : ""}`;
}

function NoMemory({ pipelineId, canAdd }: { pipelineId: string; canAdd: boolean }) {
  const api = useTRPCClient();
  const router = useRouter();
  const add = useMutation({
    mutationFn: () => api.conversations.addMemory.mutate({ pipelineId }),
    onSuccess: () => {
      toast("The draft has a memory now: a Chat memory node on the canvas.");
      router.replace(chatAddress(pipelineId, "draft"));
    },
    onError: toastError,
  });
  return (
    <Notice
      action={
        canAdd ? (
          <Button size="sm" busy={add.isPending} onClick={() => add.mutate()}>
            Give it a memory
          </Button>
        ) : null
      }
    >
      Each question is answered on its own: this pipeline has no memory.{" "}
      <a href="/docs/chat" className="text-accent-ink underline underline-offset-2 hover:no-underline">
        How to give it one
      </a>
    </Notice>
  );
}
