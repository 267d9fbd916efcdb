"use client";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTRPC } from "../../api/provider.tsx";
import { toastError } from "../../api/toast-error.ts";
import { historyKey } from "./history-key.ts";

/** Asks a run to stop; it says by itself when it has. */
export function useCancel(id: string) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  return useMutation(
    trpc.runs.cancel.mutationOptions({
      onError: toastError,
      onSettled: () =>
        Promise.all([
          queries.invalidateQueries({ queryKey: trpc.runs.get.queryKey({ id }) }),
          queries.invalidateQueries({ queryKey: [historyKey] }),
        ]),
    }),
  );
}
