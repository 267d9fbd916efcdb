"use client";
import { useMutation, useQuery } from "@tanstack/react-query";
import type { LocalModelUse, LocalModelView } from "../../../../lib/models/local-models.ts";
import { useTRPC } from "../../../api/provider.tsx";
import { toastError } from "../../../api/toast-error.ts";
import { userMessage } from "../../../api/user-message.ts";
import { ConfirmDialog } from "../../../ui/overlay/confirm-dialog.tsx";
import { isUnderWay } from "./describe-progress.ts";

type Props = { model: LocalModelView; onClose: () => void; onDeleted: () => void };

/** Says what uses the model before its file goes. */
export function DeleteLocalModel({ model, onClose, onDeleted }: Props) {
  const trpc = useTRPC();
  const isComing = isUnderWay(model);
  const uses = useQuery({ ...trpc.localModels.uses.queryOptions({ id: model.id }), enabled: !isComing });
  const remove = useMutation(
    trpc.localModels.delete.mutationOptions({
      onError: toastError,
      onSettled: () => {
        onClose();
        onDeleted();
      },
    }),
  );
  return (
    <ConfirmDialog
      open
      onOpenChange={onClose}
      title={isComing ? `Stop adding “${model.name}”?` : `Delete “${model.name}”?`}
      action={isComing ? "Stop" : "Delete"}
      busy={remove.isPending || uses.isLoading}
      onConfirm={() => remove.mutate({ id: model.id, anyway: true })}
    >
      {isComing
        ? "What was downloaded so far is deleted."
        : uses.error
          ? userMessage(uses.error)
          : describeLoss(uses.data)}
    </ConfirmDialog>
  );
}

function describeLoss(use: LocalModelUse | undefined): string {
  if (use === undefined) return "Looking for what uses it…";
  const names = use.pipelines.map(({ name }) => `“${name}”`).join(", ");
  const users = [use.isDefaultModel ? "the default model of the workspace" : "", names].filter((each) => each !== "");
  if (users.length === 0) return "Its file is deleted. Nothing uses it now.";
  return `Its file is deleted. It is used by ${users.join(" and ")}: they fail until you choose another model there.`;
}
