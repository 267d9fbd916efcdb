"use client";
import { useQuery } from "@tanstack/react-query";
import { useEffect, useMemo, useRef } from "react";
import type { Progress } from "../../../lib/views/nested-views.ts";
import { useTRPC } from "../../api/provider.tsx";
import type { NodeInfos } from "./node-info.ts";

export type ProgressByNode = ReadonlyMap<string, Progress>;
const none: ProgressByNode = new Map();

/** How far the maps and loops of a run are, by node; looked at every other second while it goes on, and when it has ended. */
export function useProgress(run: { id: string } | undefined, nodes: NodeInfos, isLive: boolean): ProgressByNode {
  const trpc = useTRPC();
  const hasInside = useMemo(() => Object.values(nodes).some((info) => info.inside), [nodes]);
  const { data, refetch } = useQuery({
    ...trpc.runs.progress.queryOptions({ id: run?.id ?? "" }),
    enabled: run !== undefined && hasInside,
    refetchInterval: isLive ? 1500 : false,
    staleTime: 1000,
  });
  const wasLive = useRef(isLive);
  useEffect(() => {
    if (wasLive.current && !isLive && hasInside) void refetch();
    wasLive.current = isLive;
  }, [isLive, hasInside, refetch]);
  return useMemo(() => (data ? new Map(data.map((progress) => [progress.nodeId, progress])) : none), [data]);
}
