"use client";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { HardDrive } from "lucide-react";
import { useRouter } from "next/navigation";
import { useState } from "react";
import type { LocalModelView } from "../../../../lib/models/local-models.ts";
import type { ModelRef } from "../../../../lib/models/models.ts";
import { useMay } from "../../../api/member.tsx";
import { useTRPC } from "../../../api/provider.tsx";
import { toastError } from "../../../api/toast-error.ts";
import { userMessage } from "../../../api/user-message.ts";
import { toast } from "../../../ui/overlay/toast.tsx";
import { EmptyState } from "../../../ui/page/empty-state.tsx";
import { Skeleton } from "../../../ui/page/skeleton.tsx";
import { Notice } from "../../../ui/text/notice.tsx";
import { Section } from "../../section.tsx";
import { AddLocalModel } from "./add-local-model.tsx";
import { DeleteLocalModel } from "./delete-local-model.tsx";
import { isUnderWay } from "./describe-progress.ts";
import { EditLocalModel } from "./edit-local-model.tsx";
import { LocalModelRow } from "./local-model-row.tsx";

const note =
  "GGUF files that run on Patchbay's own machines, on their processors. No text leaves them, and answers cost nothing.";

/** The model files of the workspace: added by address or upload, with their progress and the memory they need. */
export function LocalModelList({ defaultModel }: { defaultModel: ModelRef }) {
  const mayEdit = useMay("local-models.manage");
  const trpc = useTRPC();
  const queries = useQueryClient();
  const [edited, setEdited] = useState<LocalModelView>();
  const [doomed, setDoomed] = useState<LocalModelView>();
  const { data, error } = useQuery({
    ...trpc.localModels.list.queryOptions(),
    refetchInterval: ({ state }) =>
      state.data?.some((model) => isUnderWay(model) || model.copies.length > 0) ? 1000 : false,
  });
  const refresh = () => {
    queries.invalidateQueries({ queryKey: trpc.localModels.list.queryKey() });
    queries.invalidateQueries({ queryKey: trpc.models.list.queryKey() });
  };
  const retry = useMutation(trpc.localModels.retry.mutationOptions({ onError: toastError, onSettled: refresh }));
  const choose = useMakeDefault(refresh);
  const row = (model: LocalModelView) => (
    <LocalModelRow
      key={model.id}
      model={model}
      mayEdit={mayEdit}
      isDefault={defaultModel.provider === "local" && defaultModel.model === model.key}
      onMakeDefault={choose && (() => choose(model))}
      onEdit={() => setEdited(model)}
      onDelete={() => setDoomed(model)}
      onRetry={() => retry.mutate({ id: model.id })}
    />
  );
  return (
    <Section title="Local models" note={note} action={mayEdit ? <AddLocalModel onChanged={refresh} /> : undefined}>
      <Models data={data} error={error} row={row} />
      {edited ? <EditLocalModel model={edited} onClose={() => setEdited(undefined)} onSaved={refresh} /> : null}
      {doomed ? <DeleteLocalModel model={doomed} onClose={() => setDoomed(undefined)} onDeleted={refresh} /> : null}
    </Section>
  );
}

type ModelsProps = {
  data: LocalModelView[] | undefined;
  error: unknown;
  row: (model: LocalModelView) => React.ReactNode;
};

function Models({ data, error, row }: ModelsProps) {
  if (!data)
    return error ? <Notice tone="danger">{userMessage(error)}</Notice> : <Skeleton className="h-24 rounded-card" />;
  if (data.length > 0) {
    return (
      <ul aria-label="Model files" className="flex flex-col divide-y divide-line rounded-card border bg-panel">
        {data.map(row)}
      </ul>
    );
  }
  return (
    <EmptyState icon={<HardDrive />} title="No model files" className="py-8">
      Add a GGUF file of a chat model by its address or from this computer.
    </EmptyState>
  );
}

/** Undefined for those who may not choose the default model of the workspace. */
function useMakeDefault(refresh: () => void): ((model: LocalModelView) => void) | undefined {
  const trpc = useTRPC();
  const router = useRouter();
  const update = useMutation(trpc.workspace.update.mutationOptions({ onError: toastError }));
  if (!useMay("workspace.update")) return undefined;
  return ({ key, name }) =>
    update.mutate(
      { defaultModel: { provider: "local", model: key } },
      {
        onSuccess() {
          toast(`“${name}” is the default model now.`);
          refresh();
          // The page gets the default model from the server, as the bar on top does.
          router.refresh();
        },
      },
    );
}
