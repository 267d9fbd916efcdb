import { useEffect, useRef, useState } from "react";

type Open = { id: string | undefined; opened: number };

/**
 * What is being written, for each conversation of its own, as long as the tab is there: over a reload, too. A new conversation
 * goes on with the words of the one before, such as one that was deleted meanwhile.
 */
export function useDraft(chat: string, { id, opened }: Open) {
  const [draft, setDraft] = useState("");
  const next = useRef({ id, draft });
  next.current = { id, draft };
  /** The conversation that the words are for. */
  const held = useRef(id);
  // biome-ignore lint/correctness/useExhaustiveDependencies: when another one is opened, and not when this one is begun
  useEffect(() => {
    setDraft((words) => take(chat, id) || (id === undefined ? words : ""));
    const keep = () => put(chat, held.current, next.current.draft);
    window.addEventListener("pagehide", keep);
    return () => {
      window.removeEventListener("pagehide", keep);
      const isTakenAlong = next.current.id === undefined && held.current !== undefined && !has(chat, undefined);
      if (!isTakenAlong) keep();
    };
  }, [chat, opened]);
  useEffect(() => {
    held.current = id;
  }, [id]);
  return [draft, setDraft] as const;
}

const nameOf = (chat: string, id: string | undefined) => `patchbay:draft:${chat}:${id ?? ""}`;

function has(chat: string, id: string | undefined): boolean {
  try {
    return sessionStorage.getItem(nameOf(chat, id)) !== null;
  } catch {
    return false;
  }
}

function take(chat: string, id: string | undefined): string {
  try {
    const words = sessionStorage.getItem(nameOf(chat, id)) ?? "";
    sessionStorage.removeItem(nameOf(chat, id));
    return words;
  } catch {
    return "";
  }
}

/** Where nothing can be stored, or no more, it lasts as long as the page. */
function put(chat: string, id: string | undefined, words: string): void {
  try {
    if (words === "") sessionStorage.removeItem(nameOf(chat, id));
    else sessionStorage.setItem(nameOf(chat, id), words);
  } catch {}
}
