"use client";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import type { Graph } from "../../lib/graph/graph.ts";
import { writePipelineFile } from "../../lib/graph/pipeline-file.ts";
import { useTRPC } from "../api/provider.tsx";
import { toastError } from "../api/toast-error.ts";
import { saveFile } from "../ui/form/save-file.ts";
import { toast } from "../ui/overlay/toast.tsx";

export type PipelineActions = ReturnType<typeof usePipelineActions>;

/** What can be done to pipelines from their list. Every one says what it did, or why it could not. */
export function usePipelineActions() {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const router = useRouter();
  const refresh = () => queries.invalidateQueries({ queryKey: trpc.pipelines.list.queryKey() });
  const onError = toastError;
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
    create: (pipeline: { name?: string; description?: string; tags?: string[]; graph?: Graph }) =>
      create.mutate(pipeline),
    rename: (change: { id: string; name?: string; description?: string; tags?: string[] }) => rename.mutate(change),
    duplicate: (id: string) => duplicate.mutate({ id }),
    remove: (id: string) => remove.mutate({ id }),
    archive: (id: string, archived: boolean) =>
      archive.mutate(
        { id, archived },
        {
          onSuccess: () =>
            toast(archived ? "Pipeline archived. Its runs and versions are kept." : "Pipeline restored.", {
              action: { label: "Undo", run: () => archive.mutate({ id, archived: !archived }) },
            }),
        },
      ),
    /** Makes a pipeline of another one's graph and opens it. */
    copyOf: async (id: string) => {
      const found = await queries.fetchQuery(trpc.pipelines.get.queryOptions({ id })).catch((problem: unknown) => {
        onError(problem);
        throw problem;
      });
      const { name, description, graph } = found;
      await create.mutateAsync({ name, description, graph });
    },
    download: async (id: string) => {
      try {
        const [pipeline, credentials] = await Promise.all([
          queries.fetchQuery(trpc.pipelines.get.queryOptions({ id })),
          queries.fetchQuery(trpc.credentials.list.queryOptions()),
        ]);
        const { name, description, tags, graph } = pipeline;
        const nameOf = (credential: string) => credentials.find((each) => each.id === credential)?.name;
        saveFile(`${name}.patchbay.json`, writePipelineFile({ name, description, tags, graph }, nameOf));
      } catch (problem) {
        onError(problem);
      }
    },
  };
}
