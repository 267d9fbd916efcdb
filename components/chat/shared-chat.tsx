"use client";
import { lazyPart } from "../ui/lazy/lazy-part.tsx";

/** The chat of a share link, whose page is the canvas for most links: it is fetched only by those that show a chat. */
export const SharedChat = lazyPart(async () => (await import("./shared-chat-page.tsx")).SharedChatPage);
