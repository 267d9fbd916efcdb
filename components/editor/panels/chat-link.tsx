"use client";
import { MessagesSquare } from "lucide-react";
import Link from "next/link";
import { Tooltip } from "../../ui/overlay/tooltip.tsx";
import { useEditor } from "../store/context.tsx";
import { useHasChat } from "./use-has-chat.ts";

/** Leads to the chat with the draft, as soon as it has the shape of one. On a narrow screen it is in the menu. */
export function ChatLink() {
  const pipelineId = useEditor((state) => state.pipelineId);
  if (!useHasChat()) return null;
  return (
    <Tooltip label="Chat with the draft">
      <Link
        href={`/p/${pipelineId}/chat?version=draft`}
        prefetch={false}
        aria-label="Chat with the draft"
        className="inline-flex size-8 items-center justify-center rounded-md text-muted hover:bg-hover hover:text-ink max-md:hidden"
      >
        <MessagesSquare aria-hidden className="size-4" />
      </Link>
    </Tooltip>
  );
}
