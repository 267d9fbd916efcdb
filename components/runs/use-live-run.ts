"use client";
import { useQuery } from "@tanstack/react-query";
import { useSubscription } from "@trpc/tanstack-react-query";
import { useCallback, useEffect, useRef, useState } from "react";
import { isFinished, type RunEvent } from "../../lib/run.ts";
import type { RunDetail } from "../../lib/views/run-views.ts";
import { useTRPC } from "../api/provider.tsx";
import { mayRetry, userMessage } from "../api/user-message.ts";
import { adoptDetail, foldEvents, isLogNeeded, openLiveRun } from "./timeline/fold-detail.ts";

/** The run as it is this moment. While it goes on, its events are folded in once a frame, however many there are. */
export function useLiveRun(initial: RunDetail) {
  const trpc = useTRPC();
  const [live, setLive] = useState(() => openLiveRun(initial));
  const { id } = initial;
  const isLive = !isFinished(live.detail.status);
  const fold = useCallback((events: RunEvent[]) => setLive((state) => foldEvents(state, events)), []);
  const push = useFrameBatch(fold);
  const stream = useSubscription(
    trpc.runs.events.subscriptionOptions({ id }, { enabled: isLogNeeded(live), onData: (event) => push(event.data) }),
  );
  // The row tells what events do not: a step's input. It is read now and then, and once more when all is over.
  const { data, error, refetch } = useQuery({
    ...trpc.runs.get.queryOptions({ id }),
    initialData: initial,
    // Who may not see it any more would be told so again and again.
    refetchInterval: (query) => (isLive && !isRefusal(query.state.error) ? 3000 : false),
    staleTime: isFinished(initial.status) ? Number.POSITIVE_INFINITY : 0,
  });
  useEffect(() => setLive((state) => adoptDetail(state, data)), [data]);
  const wasLive = !isFinished(initial.status);
  useEffect(() => {
    if (wasLive && !isLive) refetch();
  }, [wasLive, isLive, refetch]);
  const refusal = isLive ? [error, stream.error].find(isRefusal) : undefined;
  return {
    ...{ run: live.detail, texts: live.texts, attempts: live.attempts },
    isLive: isLive && !refusal,
    /** Why the run is not followed any more, though it goes on. */
    refusal: refusal ? userMessage(refusal) : undefined,
  };
}

const isRefusal = (error: unknown) => error !== null && !mayRetry(error);

/** Collects what is pushed and passes it on once a frame. */
function useFrameBatch<Item>(flush: (items: Item[]) => void): (item: Item) => void {
  const items = useRef<Item[]>([]);
  const frame = useRef<number>(undefined);
  useEffect(() => () => cancelAnimationFrame(frame.current ?? 0), []);
  return useCallback(
    (item: Item) => {
      items.current.push(item);
      if (items.current.length > 1) return;
      frame.current = requestAnimationFrame(() => flush(items.current.splice(0)));
    },
    [flush],
  );
}
