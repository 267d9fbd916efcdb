"use client";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import type { Graph } from "../../lib/graph.ts";
import { useTRPC } from "../api/provider.tsx";
import { sayProblem } from "../api/say-problem.ts";
import { saveFile } from "../ui/save-file.ts";
import { toast } from "../ui/toast.tsx";

export type PipelineActions = ReturnType<typeof usePipelineActions>;

/** What can be done to pipelines from their list. Every one says what it did, or why it could not. */
export function usePipelineActions() {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const router = useRouter();
  const refresh = () => queries.invalidateQueries({ queryKey: trpc.pipelines.list.queryKey() });
  const onError = sayProblem;
  const create = useMutation(
    trpc.pipelines.create.mutationOptions({ onError, onSuccess: ({ id }) => router.push(`/p/${id}`) }),
  );
  const rename = useMutation(trpc.pipelines.rename.mutationOptions({ onError, onSettled: refresh }));
  const archive = useMutation(trpc.pipelines.archive.mutationOptions({ onError, onSettled: refresh }));
  const remove = useMutation(
    trpc.pipelines.delete.mutationOptions({ onError, onSettled: refresh, onSuccess: () => toast("Pipeline deleted.") }),
  );
  const duplicate = useMutation(
    trpc.pipelines.duplicate.mutationOptions({
      onError,
      onSettled: refresh,
      onSuccess: ({ id }) =>
        toast("Copied.", { action: { label: "Open the copy", run: () => router.push(`/p/${id}`) } }),
    }),
  );
  return {
    isCreating: create.isPending || create.isSuccess,
    create: (pipeline: { name?: string; description?: string; graph?: Graph }) => create.mutate(pipeline),
    rename: (change: { id: string; name: string; description: string }) => rename.mutate(change),
    duplicate: (id: string) => duplicate.mutate({ id }),
    remove: (id: string) => remove.mutate({ id }),
    archive: (id: string, archived: boolean) =>
      archive.mutate(
        { id, archived },
        {
          onSuccess: () =>
            toast(archived ? "Archived. Its runs and versions are kept." : "Back among the pipelines.", {
              action: { label: "Undo", run: () => archive.mutate({ id, archived: !archived }) },
            }),
        },
      ),
    download: async (id: string) => {
      try {
        const { name, description, graph } = await queries.fetchQuery(trpc.pipelines.get.queryOptions({ id }));
        saveFile(`${name}.patchbay.json`, JSON.stringify({ name, description, graph }, null, 2));
      } catch (problem) {
        onError(problem);
      }
    },
  };
}
