"use client";
import { useSubscription } from "@trpc/tanstack-react-query";
import { useState } from "react";
import * as z from "zod";
import { demoStores } from "../../lib/demo/demo-names.ts";
import type { EntryView } from "../../lib/views/state-views.ts";
import { useTRPC } from "../api/provider.tsx";

const Interactions = z.array(z.object({ item: z.string(), kind: z.string(), time: z.string().catch("") }));
/** `number` counts from the reader's first one. */
export type SeenInteraction = z.infer<typeof Interactions>[number] & { number: number };
const Recommendations = z.object({
  items: z.array(z.object({ title: z.string(), score: z.number(), why: z.string().catch("") })),
  updatedAt: z.string(),
});
export type Recommendations = z.infer<typeof Recommendations>;

type Watched = { user: string; history: EntryView | null | undefined; recommended: EntryView | null | undefined };

/** What the stores have of a reader, live. Undefined: not known yet; null: there is nothing. */
export function useReader(user: string) {
  const trpc = useTRPC();
  const [watched, setWatched] = useState<Watched>({ user, history: undefined, recommended: undefined });
  const entries = [demoStores.history, demoStores.recommendations].map((store) => ({ store, key: user }));
  const { error } = useSubscription(
    trpc.stores.watch.subscriptionOptions(
      { entries },
      {
        onData({ store, key, entry }) {
          const part = store === demoStores.history ? { history: entry } : { recommended: entry };
          setWatched((now) => ({
            ...(now.user === key ? now : { user: key, history: undefined, recommended: undefined }),
            ...part,
          }));
        },
      },
    ),
  );
  const { history, recommended } = watched.user === user ? watched : { history: undefined, recommended: undefined };
  const count = history?.version ?? 0;
  const known = (Interactions.safeParse(history?.value).data ?? []).toReversed();
  return {
    error,
    isLoading: history === undefined || recommended === undefined,
    /** The newest first. */
    interactions: known.map((each, index): SeenInteraction => ({ ...each, number: count - index })),
    recommendations: Recommendations.safeParse(recommended?.value).data,
  };
}
