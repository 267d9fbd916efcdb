"use client";
import { useQueryClient } from "@tanstack/react-query";
import { useCallback } from "react";
import type { Json } from "../../lib/values/json.ts";
import { useTRPC } from "../api/provider.tsx";
import { userMessage } from "../api/user-message.ts";

/** Reads a large value of this run; its errors are as a message for people. */
export function useReadBlob(runId: string): (blob: string) => Promise<Json> {
  const trpc = useTRPC();
  const queries = useQueryClient();
  return useCallback(
    async (blob: string) => {
      try {
        const ask = trpc.runs.blob.queryOptions({ id: runId, blob });
        return (await queries.fetchQuery({ ...ask, staleTime: 60_000 })).value;
      } catch (cause) {
        throw new Error(userMessage(cause), { cause });
      }
    },
    [trpc, queries, runId],
  );
}
