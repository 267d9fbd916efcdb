"use client";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import type { Node } from "../../lib/graph/graph.ts";
import { useMay } from "../api/member.tsx";
import { useTRPC } from "../api/provider.tsx";
import { toastError } from "../api/toast-error.ts";
import { useEditor } from "../editor/store/context.tsx";
import { ConfirmButton } from "../ui/overlay/confirm-button.tsx";
import { countOf, formatCost } from "../ui/text/format.ts";

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
        {countOf(entries, "answer")} kept, used {countOf(hits, "time")}; {formatCost(savedUsd)} saved, as far as prices
        are known.
      </p>
      {mayEdit ? (
        <ConfirmButton
          label="Empty this cache"
          size="sm"
          className="self-start"
          title={`Empty the cache “${name}”?`}
          action="Empty"
          busy={clear.isPending}
          onConfirm={() => clear.mutate({ cache: name })}
        >
          Its answers are deleted, also for other pipelines that use it. Models are asked again.
        </ConfirmButton>
      ) : null}
    </section>
  );
}
