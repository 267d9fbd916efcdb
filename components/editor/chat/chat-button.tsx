"use client";
import { MessagesSquare } from "lucide-react";
import { IconButton } from "../../ui/form/icon-button.tsx";
import { useEditor, useEditorStore } from "../store/context.tsx";
import { useHasChat } from "./use-has-chat.ts";

/** Opens the chat beside the canvas, as soon as the draft has the shape of one. On a narrow screen its page is in the menu. */
export function ChatButton() {
  const store = useEditorStore();
  const isOpen = useEditor((state) => state.isChatting);
  const hasChat = useHasChat();
  if (!hasChat && !isOpen) return null;
  return (
    <IconButton
      label="Chat with the draft"
      aria-pressed={isOpen}
      className="max-md:hidden"
      onClick={() => store.getState().set({ isChatting: !isOpen })}
    >
      <MessagesSquare aria-hidden />
    </IconButton>
  );
}
