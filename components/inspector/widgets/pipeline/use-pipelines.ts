"use client";
import { useQuery } from "@tanstack/react-query";
import { interfaceOf, type PipelineRef } from "../../../../lib/graph/pipeline-ref.ts";
import { useEditing, useEditor } from "../../../editor/store/context.tsx";

/** Someone may change the other pipeline in another tab meanwhile. */
const staleTime = 5000;

export function usePipelines() {
  const { backend } = useEditing();
  return useQuery({ queryKey: ["pipelines-to-run"], queryFn: () => backend.listPipelines(), staleTime });
}

export function useVersions(id: string) {
  const { backend } = useEditing();
  return useQuery({ queryKey: ["versions-to-run", id], queryFn: () => backend.listVersionsOf(id), staleTime });
}

/** What the pipeline takes and gives now, in the version that the node names. */
export function useInterface({ id, version }: { id: string; version: PipelineRef["version"] }) {
  const { backend } = useEditing();
  const catalogue = useEditor((state) => state.catalogue);
  return useQuery({
    queryKey: ["interface", id, version],
    queryFn: async () => interfaceOf(await backend.readBody(id, version), catalogue),
    staleTime,
    refetchOnWindowFocus: true,
  });
}
