"use client";
import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import type { Progress } from "../../../lib/views/nested-views.ts";
import { useTRPCClient } from "../../api/client.tsx";
import type { NodeInfos } from "./node-info.ts";

export type ProgressByNode = ReadonlyMap<string, Progress>;
const none: ProgressByNode = new Map();

/** How far the maps and loops of a run are, by node; looked at every other second while it goes on, and when it has ended. */
export function useProgress(run: { id: string } | undefined, nodes: NodeInfos, isLive: boolean): ProgressByNode {
  const client = useTRPCClient();
  const hasInside = useMemo(() => Object.values(nodes).some((info) => info.inside), [nodes]);
  const id = run?.id ?? "";
  const { data } = useQuery({
    // After the end it is another question: an answer that is still on its way may be from before.
    queryKey: ["run-progress", id, isLive],
    queryFn: ({ signal }) => client.runs.progress.query({ id }, { signal }),
    enabled: run !== undefined && hasInside,
    placeholderData: (before, query) => (query?.queryKey[1] === id ? before : undefined),
    refetchInterval: isLive ? 1500 : false,
    staleTime: 1000,
  });
  return useMemo(() => (data ? new Map(data.map((progress) => [progress.nodeId, progress])) : none), [data]);
}
