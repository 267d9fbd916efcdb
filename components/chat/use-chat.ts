"use client";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { isFinished } from "../../lib/run.ts";
import type { ChatTurnView, ConversationView } from "../../lib/views/chat-views.ts";
import { problemData } from "../api/problem-data.ts";
import { toastError } from "../api/toast-error.ts";
import { type Chosen, parentKey, turnPath } from "./answer/turn-path.ts";
import type { ChatBackend, Message } from "./chat-backend.ts";
import { tellOtherTabs, useOtherTabs } from "./other-tabs.ts";

/** The conversation that is open, and what can be done in it. */
export function useChat(
  backend: ChatBackend,
  initialId: string | undefined,
  { isInAddress = true }: { isInAddress?: boolean } = {},
) {
  const queries = useQueryClient();
  const [id, setId] = useState(initialId);
  const [chosen, setChosen] = useState<Chosen>({});
  /** Counts up when another conversation is opened, and not when this one is begun. */
  const [opened, setOpened] = useState(0);
  const choose = (parentId: string | null, turn: string) =>
    setChosen((current) => ({ ...current, [parentKey(parentId)]: turn }));
  const key = (of: string) => ["chat", backend.key, of];
  const conversation = useQuery({
    queryKey: key(id ?? ""),
    queryFn: () => backend.get(id ?? ""),
    enabled: id !== undefined,
    staleTime: 5000,
    // It may have gone on in another tab.
    refetchOnWindowFocus: true,
  });
  const path = turnPath(conversation.data?.turns ?? [], chosen);
  const show = (next: string | undefined) => {
    setId(next);
    setChosen({});
    setOpened((count) => count + 1);
    send.reset();
  };
  const open = (next: string | undefined) => {
    if (next !== id && isInAddress) showInAddress(next, "pushState");
    show(next);
  };
  useBackAndForward(isInAddress, id, show);
  const reload = async () => void (id !== undefined && (await queries.invalidateQueries({ queryKey: key(id) })));
  /** Should sending fail, the next try is made in the same conversation. */
  const begin = async () => {
    const created = await backend.create();
    queries.setQueryData<ConversationView>(key(created.id), { ...created, turns: [] });
    setId(created.id);
    if (isInAddress) showInAddress(created.id, "replaceState");
    return created.id;
  };
  const send = useMutation({
    mutationFn: async (message: Message) => {
      const of = id ?? (await begin());
      const started = await backend.send(of, message);
      return { of, started, message };
    },
    onSuccess: ({ of, started, message }) => {
      const { text, parentId, files = [] } = message;
      const turn = freshTurn({ ...started, question: text, parentId, files });
      // A read that has begun before knows nothing of it, and one that has ended may know it already.
      void queries.cancelQueries({ queryKey: key(of) });
      queries.setQueryData<ConversationView>(key(of), (known) => known && withTurn(known, turn));
      choose(parentId, started.id);
      void queries.invalidateQueries({ queryKey: ["chats", backend.key] });
      tellOtherTabs(backend.key);
    },
    // Refused because the conversation has gone on in another tab: then this one shows it.
    onError: () => void reload(),
  });
  useOtherTabs(backend.key, () => {
    void queries.invalidateQueries({ queryKey: ["chats", backend.key] });
    void reload();
  });
  const last = path.at(-1)?.turn;
  const isClosed = useIsClosed(backend, isGone(conversation.error) || isGone(send.error));
  const isAnswering = send.isPending || (last !== undefined && !isFinished(last.status) && !isGone(conversation.error));
  // Until the question has been taken, the last answer is the one before it.
  const stopping = useStop(backend, send.isPending || !isAnswering ? undefined : last);
  return {
    ...{ id, open, opened, path, conversation, send, last, isAnswering, isClosed },
    ...stopping,
    choose: ({ id: turn, parentId }: ChatTurnView) => choose(parentId, turn),
    reload,
  };
}
export type Chat = ReturnType<typeof useChat>;

/** Of a conversation that was deleted, or whose link does not work any more, no answer comes. */
function isGone(error: unknown): boolean {
  return problemData(error)?.code === "not_found";
}

/**
 * Whether the chat itself is not there any more, as behind a link that was revoked: then there are no conversations to list
 * either. Undefined until that is known.
 */
function useIsClosed(backend: ChatBackend, isSomethingGone: boolean): boolean | undefined {
  const list = useQuery({
    queryKey: ["chats", backend.key, ""],
    queryFn: () => backend.list(""),
    enabled: isSomethingGone,
    staleTime: 0,
  });
  if (!isSomethingGone) return false;
  return list.isFetching ? undefined : isGone(list.error);
}

function useStop(backend: ChatBackend, turn: ChatTurnView | undefined) {
  const stop = useMutation({
    mutationFn: async () => (turn ? await backend.stop(turn) : undefined),
    onError: toastError,
  });
  return { canStop: turn !== undefined && !stop.isPending, stop: () => stop.mutate() };
}

function withTurn(known: ConversationView, turn: ChatTurnView): ConversationView {
  return known.turns.some(({ id }) => id === turn.id) ? known : { ...known, turns: [...known.turns, turn] };
}

function freshTurn(of: Pick<ChatTurnView, "id" | "runId" | "question" | "parentId" | "files">): ChatTurnView {
  return {
    ...of,
    createdAt: new Date().toISOString(),
    status: "queued",
    answer: null,
    reasoning: null,
    error: null,
    model: null,
    outcome: null,
    sources: [],
    feedback: null,
  };
}

/** The browser's buttons go from one conversation to another. */
function useBackAndForward(isOn: boolean, id: string | undefined, show: (id: string | undefined) => void) {
  const latest = useRef({ id, show });
  latest.current = { id, show };
  useEffect(() => {
    if (!isOn) return;
    const { pathname } = window.location;
    const onPop = () => {
      const named = new URL(window.location.href).searchParams.get("c") ?? undefined;
      if (window.location.pathname === pathname && named !== latest.current.id) latest.current.show(named);
    };
    window.addEventListener("popstate", onPop);
    return () => window.removeEventListener("popstate", onPop);
  }, [isOn]);
}

/** So that a reload, and a link that someone keeps, opens the same conversation. */
function showInAddress(id: string | undefined, how: "pushState" | "replaceState") {
  const url = new URL(window.location.href);
  if (id === undefined) url.searchParams.delete("c");
  else url.searchParams.set("c", id);
  window.history[how](window.history.state, "", url);
}
