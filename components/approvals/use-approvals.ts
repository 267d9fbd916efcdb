"use client";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import type { ApprovalView } from "../../lib/views/approval-views.ts";
import { useTRPC } from "../api/provider.tsx";
import { toastError } from "../api/toast-error.ts";

const none: readonly ApprovalView[] = [];

/** What waits for a decision in this run, or in the whole workspace; looked at again while someone looks. */
export function useApprovals({ runId, isOn }: { runId?: string; isOn: boolean }): readonly ApprovalView[] {
  const trpc = useTRPC();
  const ask = runId === undefined ? {} : { runId };
  const query = useQuery({
    ...trpc.approvals.list.queryOptions(ask),
    enabled: isOn,
    refetchInterval: runId === undefined ? 10_000 : 3000,
  });
  return (isOn ? query.data?.items : undefined) ?? none;
}

export function useDecide() {
  const trpc = useTRPC();
  const queries = useQueryClient();
  return useMutation(
    trpc.approvals.decide.mutationOptions({
      onError: toastError,
      onSettled: () => queries.invalidateQueries({ queryKey: trpc.approvals.list.queryKey() }),
    }),
  );
}

/** Makes the link of an approval, which is the same each time. */
export function useApprovalLink() {
  const trpc = useTRPC();
  return useMutation(trpc.approvals.link.mutationOptions({ onError: toastError }));
}
