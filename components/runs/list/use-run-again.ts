"use client";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import type { Values } from "../../../lib/run.ts";
import { blobRefOf } from "../../../lib/values/blob-ref.ts";
import type { RunSummary } from "../../../lib/views/run-views.ts";
import { useTRPC } from "../../api/provider.tsx";
import { toastError } from "../../api/toast-error.ts";
import { useReadBlob } from "../../values/use-read-blob.ts";

/** A new run on the input of this one, of the same version or of the present draft; goes to its page. */
export function useRunAgain(run: Pick<RunSummary, "id" | "pipelineId" | "version">) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const router = useRouter();
  const readBlob = useReadBlob(run.id);
  const start = useMutation(trpc.runs.start.mutationOptions());
  return useMutation({
    mutationFn: async () => {
      const { id, pipelineId, version } = run;
      const { input, triggerNode } = await queries.fetchQuery({
        ...trpc.runs.get.queryOptions({ id }),
        staleTime: 60_000,
      });
      const inputs = await wholeValues(input, readBlob);
      const from = triggerNode === null ? {} : { triggerNode };
      return start.mutateAsync({ pipelineId, inputs, version: version ?? "draft", ...from });
    },
    onSuccess: ({ id }) => router.push(`/runs/${id}`),
    onError: toastError,
  });
}

/** What "Run again" means for this run. */
export function describeRunAgain(version: number | null): string {
  return version === null
    ? "Runs the current draft with the same input"
    : `Runs version ${version} with the same input`;
}

/** The values with every large one read back, as a new run wants them. */
async function wholeValues(values: Values, readBlob: (blob: string) => Promise<Values[string]>): Promise<Values> {
  const entries = Object.entries(values).map(async ([name, value]) => {
    const blob = blobRefOf(value);
    return [name, blob ? await readBlob(blob.$blob) : value] as const;
  });
  return Object.fromEntries(await Promise.all(entries));
}
