"use client";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import type { Node } from "../../lib/graph/graph.ts";
import { useMay } from "../api/member.tsx";
import { useTRPC } from "../api/provider.tsx";
import { toastError } from "../api/toast-error.ts";
import { useEditor } from "../editor/store/context.tsx";
import { Button } from "../ui/form/button.tsx";
import { formatCost, formatCount } from "../ui/text/format.ts";

/** What the cache of a node keeps now, how often that was used, and what it saved. */
export function CacheState({ node }: { node: Node }) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const mayEdit = useMay("state.write");
  const name = typeof node.config.cache === "string" ? node.config.cache.trim() : "answers";
  const lastRun = useEditor(({ run }) => `${run?.detail.id} ${run?.detail.status}`);
  const { data, refetch } = useQuery(trpc.caches.list.queryOptions());
  // biome-ignore lint/correctness/useExhaustiveDependencies: the end of a run changes it.
  useEffect(() => void refetch(), [lastRun, refetch]);
  const clear = useMutation(
    trpc.caches.clear.mutationOptions({
      onError: toastError,
      onSettled: () => queries.invalidateQueries({ queryKey: trpc.caches.pathKey() }),
    }),
  );
  const found = data?.find(({ cache }) => cache === name);
  if (!found) return null;
  const { entries, hits, savedUsd } = found;
  return (
    <section aria-label="Kept answers" className="flex flex-col gap-2 rounded-lg border bg-canvas p-3 text-xs">
      <p className="tabular-nums">
        {formatCount(entries)} {entries === 1 ? "answer" : "answers"} kept, used {formatCount(hits)}{" "}
        {hits === 1 ? "time" : "times"}; {formatCost(savedUsd)} saved, as far as prices are known.
      </p>
      {mayEdit ? (
        <Button
          size="sm"
          className="self-start"
          disabled={clear.isPending}
          onClick={() => clear.mutate({ cache: name })}
        >
          Empty this cache
        </Button>
      ) : null}
    </section>
  );
}
