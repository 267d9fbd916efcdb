"use client";
import { useMutation, useQuery } from "@tanstack/react-query";
import { demoExample, demoTopics } from "../../lib/demo/demo-names.ts";
import { useTRPCClient } from "../api/client.tsx";
import { problemData } from "../api/problem-data.ts";
import { useTRPC } from "../api/provider.tsx";
import { toastError } from "../api/toast-error.ts";

const dayHours = 24;

/** Where the demo stands: whether its example and its books are there, and whether it listens. */
export function useDemo() {
  const trpc = useTRPC();
  const client = useTRPCClient();
  const pipelines = useQuery({ ...trpc.pipelines.list.queryOptions({}), refetchInterval: 5000 });
  const collections = useQuery(trpc.collections.list.queryOptions());
  const books = collections.data?.find(({ exampleKey }) => exampleKey === "books");
  const documents = useQuery({
    ...trpc.collections.documents.queryOptions({ id: books?.id ?? "" }),
    enabled: books !== undefined,
    refetchInterval: ({ state }) => (state.data?.some(isUnderWay) ? 1500 : false),
  });
  const reading = documents.data?.find(isUnderWay);
  const example = pipelines.data?.find(({ exampleKey }) => exampleKey === demoExample);
  const switchOn = useMutation({
    async mutationFn(id: string) {
      const there = new Set((await client.topics.list.query()).map(({ name }) => name));
      for (const name of Object.values(demoTopics)) {
        if (there.has(name)) continue;
        await client.topics.create.mutate({ name, retentionHours: dayHours }).catch((error) => {
          // Another browser has just made it.
          if (problemData(error)?.code !== "conflict") throw error;
        });
      }
      await client.pipelines.activate.mutate({ id });
      await pipelines.refetch();
    },
    onError: toastError,
  });
  return {
    example,
    isOn: example?.isOn !== undefined,
    isMissing: (pipelines.data !== undefined && !example) || (collections.data !== undefined && !books),
    isLoading: pipelines.isPending || collections.isPending || (books !== undefined && documents.isPending),
    /** How far the books are read in; undefined when they are. */
    reading: reading && { done: reading.chunksDone, total: reading.chunksTotal },
    error: pipelines.error ?? collections.error,
    switchOn,
  };
}

function isUnderWay({ status }: { status: string }): boolean {
  return status === "queued" || status === "processing";
}
