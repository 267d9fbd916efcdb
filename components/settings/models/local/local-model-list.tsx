"use client";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { HardDrive } from "lucide-react";
import { useState } from "react";
import type { LocalModelView } from "../../../../lib/models/local-models.ts";
import { useTRPC } from "../../../api/provider.tsx";
import { toastError } from "../../../api/toast-error.ts";
import { EmptyState } from "../../../ui/page/empty-state.tsx";
import { Section } from "../../section.tsx";
import { AddLocalModel } from "./add-local-model.tsx";
import { DeleteLocalModel } from "./delete-local-model.tsx";
import { isUnderWay } from "./describe-progress.ts";
import { EditLocalModel } from "./edit-local-model.tsx";
import { LocalModelRow } from "./local-model-row.tsx";

const note =
  "GGUF files that run on Patchbay's own machines, on their processors. No text leaves them, and answers cost nothing.";

/** The model files of the workspace: added by address or upload, with their progress and the memory they need. */
export function LocalModelList({ mayEdit }: { mayEdit: boolean }) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const [edited, setEdited] = useState<LocalModelView>();
  const [doomed, setDoomed] = useState<LocalModelView>();
  const { data } = useQuery({
    ...trpc.localModels.list.queryOptions(),
    refetchInterval: ({ state }) => (state.data?.some(isUnderWay) ? 1000 : false),
  });
  const refresh = () => {
    queries.invalidateQueries({ queryKey: trpc.localModels.list.queryKey() });
    queries.invalidateQueries({ queryKey: trpc.models.list.queryKey() });
  };
  const retry = useMutation(trpc.localModels.retry.mutationOptions({ onError: toastError, onSettled: refresh }));
  return (
    <Section title="Local models" note={note} action={mayEdit ? <AddLocalModel onChanged={refresh} /> : undefined}>
      {data?.length === 0 ? (
        <EmptyState icon={<HardDrive />} title="No model files" className="py-8">
          Add a GGUF file of a chat model by its address or from this computer.
        </EmptyState>
      ) : (
        <ul aria-label="Model files" className="flex flex-col divide-y divide-line rounded-card border bg-panel">
          {(data ?? []).map((model) => (
            <LocalModelRow
              key={model.id}
              model={model}
              mayEdit={mayEdit}
              onEdit={() => setEdited(model)}
              onDelete={() => setDoomed(model)}
              onRetry={() => retry.mutate({ id: model.id })}
            />
          ))}
        </ul>
      )}
      {edited ? <EditLocalModel model={edited} onClose={() => setEdited(undefined)} onSaved={refresh} /> : null}
      {doomed ? <DeleteLocalModel model={doomed} onClose={() => setDoomed(undefined)} onDeleted={refresh} /> : null}
    </Section>
  );
}
