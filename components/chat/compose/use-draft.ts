import { useEffect, useRef, useState } from "react";
import * as z from "zod";
import { FileRef } from "../../../lib/values/values.ts";

type Open = { id: string | undefined; opened: number };
const Draft = z.object({ text: z.string(), files: z.array(FileRef) });
export type Draft = z.infer<typeof Draft>;

const empty: Draft = { text: "", files: [] };

/**
 * What is being written, with the files that were added, for each conversation of its own, as long as the tab is there: over a
 * reload and in another version of the pipeline, too. A new conversation goes on with the draft of the one before, such as one
 * that was deleted meanwhile.
 */
export function useDraft(chat: string, { id, opened }: Open) {
  const [draft, setDraft] = useState(empty);
  const next = useRef({ id, draft });
  next.current = { id, draft };
  /** The conversation that the draft is for. */
  const held = useRef(id);
  // biome-ignore lint/correctness/useExhaustiveDependencies: when another one is opened, and not when this one is begun
  useEffect(() => {
    const taken = take(chat, id) ?? (id === undefined ? next.current.draft : empty);
    // What is taken is stored no more: it is kept also when this ends before the draft is drawn.
    next.current = { id, draft: taken };
    setDraft(taken);
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

function take(chat: string, id: string | undefined): Draft | undefined {
  try {
    const stored = sessionStorage.getItem(nameOf(chat, id));
    sessionStorage.removeItem(nameOf(chat, id));
    return stored === null ? undefined : Draft.parse(JSON.parse(stored));
  } catch {
    return undefined;
  }
}

/** Where nothing can be stored, or no more, it lasts as long as the page. */
function put(chat: string, id: string | undefined, draft: Draft): void {
  try {
    if (draft.text === "" && draft.files.length === 0) sessionStorage.removeItem(nameOf(chat, id));
    else sessionStorage.setItem(nameOf(chat, id), JSON.stringify(draft));
  } catch {}
}
