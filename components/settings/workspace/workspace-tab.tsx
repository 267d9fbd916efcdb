"use client";
import { useMutation } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { type SyntheticEvent, useState } from "react";
import { isSame } from "../../../lib/diff/diff.ts";
import type { ModelInfo } from "../../../lib/models/models.ts";
import type { CredentialView, WorkspaceView } from "../../../lib/views/api-views.ts";
import { useTRPC } from "../../api/provider.tsx";
import { toastError } from "../../api/toast-error.ts";
import { Button } from "../../ui/form/button.tsx";
import { Field } from "../../ui/form/field.tsx";
import { Input } from "../../ui/form/input.tsx";
import { toast } from "../../ui/overlay/toast.tsx";
import { Notice } from "../../ui/text/notice.tsx";
import { DefaultModelField } from "../models/default-model-field.tsx";
import { Section } from "../section.tsx";

type Props = { workspace: WorkspaceView; models: ModelInfo[]; credentials: CredentialView[]; isOwner: boolean };

export function WorkspaceTab({ workspace, models, credentials, isOwner }: Props) {
  const trpc = useTRPC();
  const router = useRouter();
  const [name, setName] = useState(workspace.name);
  const [model, setModel] = useState(workspace.defaultModel);
  const update = useMutation(
    trpc.workspace.update.mutationOptions({
      onError: toastError,
      onSuccess: () => {
        toast("Saved.");
        // The bar on top shows the name and warns about the model; the server renders it again.
        router.refresh();
      },
    }),
  );
  const save = (event: SyntheticEvent) => {
    event.preventDefault();
    update.mutate({ name: name.trim(), defaultModel: model });
  };
  const isIncomplete = name.trim() === "" || (model.provider !== "built-in" && model.model.trim() === "");
  const isChanged = name.trim() !== workspace.name || !isSame(model, workspace.defaultModel);
  return (
    <Section title="Workspace">
      {isOwner ? null : <Notice>Only an owner of the workspace can change these.</Notice>}
      <form onSubmit={save} className="flex flex-col gap-5 rounded-card border bg-panel p-5">
        <fieldset disabled={!isOwner} className="flex flex-col gap-5">
          <Field label="Name" className="max-w-sm">
            {(props) => (
              <Input {...props} maxLength={100} value={name} onChange={(event) => setName(event.target.value)} />
            )}
          </Field>
          <DefaultModelField
            models={models}
            credentials={credentials}
            value={model}
            onChange={setModel}
            disabled={!isOwner}
          />
          <Button
            type="submit"
            tone="primary"
            className="self-start"
            busy={update.isPending}
            disabled={isIncomplete || !isChanged}
          >
            Save changes
          </Button>
        </fieldset>
      </form>
    </Section>
  );
}
