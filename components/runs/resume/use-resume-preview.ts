"use client";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useDeferredValue } from "react";
import type { Values } from "../../../lib/run.ts";
import type { RunVersion } from "../../../lib/views/run-views.ts";
import { useTRPCClient } from "../../api/client.tsx";

export type ResumeQuestion = {
  id: string;
  nodeId?: string | undefined;
  only?: boolean | undefined;
  version?: RunVersion | undefined;
  inputs?: Values | undefined;
};

/** What resuming would take over and run anew, asked again as the answers in the dialog change. */
export function useResumePreview(question: ResumeQuestion, isReady: boolean) {
  const client = useTRPCClient();
  const asked = useDeferredValue(question);
  return useQuery({
    queryKey: ["resume-preview", asked],
    queryFn: ({ signal }) => client.runs.resumePreview.mutate(asked, { signal }),
    enabled: isReady,
    placeholderData: keepPreviousData,
    // The draft changes under the same question.
    staleTime: 0,
    gcTime: 0,
  });
}
