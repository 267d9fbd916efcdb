"use client";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type SyntheticEvent, useState } from "react";
import { formatQuota, limitsOf, maxOf, type QuotaKind, quotaKinds } from "../../../lib/access/quotas.ts";
import type { WorkspaceQuotas } from "../../../lib/views/quota-views.ts";
import { useTRPC } from "../../api/provider.tsx";
import { userMessage } from "../../api/user-message.ts";
import { Button } from "../../ui/form/button.tsx";
import { Field } from "../../ui/form/field.tsx";
import { Input } from "../../ui/form/input.tsx";
import { Dialog } from "../../ui/overlay/dialog.tsx";
import { toast } from "../../ui/overlay/toast.tsx";
import { Notice } from "../../ui/text/notice.tsx";

const labels = {
  runsPerDay: "Runs a day",
  runsAtOnce: "Runs at once",
  storageBytes: "Storage in GB",
  chunks: "Chunks in collections",
  pipelines: "Pipelines",
  activePipelines: "Pipelines switched on",
  members: "Members",
} as const satisfies Record<QuotaKind, string>;

/** The button of a workspace, and the dialog in which its quotas are set. */
export function EditQuotas({ workspace }: { workspace: WorkspaceQuotas }) {
  const [open, setOpen] = useState(false);
  return (
    <Dialog
      open={open}
      onOpenChange={setOpen}
      title={`Quotas of “${workspace.name}”`}
      description="An empty field has no limit. What is there stays, even if it is more."
      trigger={
        <Button size="sm" aria-label={`Edit quotas of ${workspace.name}`}>
          Edit
        </Button>
      }
    >
      <Form workspace={workspace} onSaved={() => setOpen(false)} />
    </Dialog>
  );
}

function Form({ workspace, onSaved }: { workspace: WorkspaceQuotas; onSaved: () => void }) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const [limits, setLimits] = useState(limitsOf(workspace.quotas));
  const save = useMutation(
    trpc.quotas.set.mutationOptions({
      onSuccess: async () => {
        toast("Saved.");
        await Promise.all([
          queries.invalidateQueries({ queryKey: trpc.quotas.list.queryKey() }),
          queries.invalidateQueries({ queryKey: trpc.quotas.current.queryKey() }),
        ]);
        onSaved();
      },
    }),
  );
  const write = (kind: QuotaKind, amount: number) => {
    const { [kind]: _, ...others } = limits;
    // A part of a pipeline is left as it was written, for the browser to refuse; there are no parts of a byte.
    const most = kind === "storageBytes" ? Math.round(amount * unitOf(kind)) : amount;
    setLimits(Number.isNaN(amount) ? others : { ...others, [kind]: most });
  };
  const submit = (event: SyntheticEvent) => {
    event.preventDefault();
    save.mutate({ id: workspace.workspaceId, quotas: limits });
  };
  return (
    <form onSubmit={submit} className="flex flex-col gap-4">
      <div className="grid grid-cols-2 gap-4 max-sm:grid-cols-1">
        {quotaKinds.map((kind) => {
          const most = limits[kind];
          return (
            <Field key={kind} label={labels[kind]} hint={`${formatQuota(kind, workspace.used[kind])} now`}>
              {(props) => (
                <Input
                  {...props}
                  type="number"
                  min={0}
                  max={maxOf(kind) / unitOf(kind)}
                  step={kind === "storageBytes" ? "any" : 1}
                  placeholder="No limit"
                  className="tabular-nums"
                  value={most === undefined ? "" : most / unitOf(kind)}
                  onChange={({ currentTarget }) => write(kind, currentTarget.valueAsNumber)}
                />
              )}
            </Field>
          );
        })}
      </div>
      {save.error ? <Notice tone="danger">{userMessage(save.error)}</Notice> : null}
      <Button type="submit" tone="primary" busy={save.isPending} className="self-end">
        Save quotas
      </Button>
    </form>
  );
}

/** Storage is given in GB. */
const unitOf = (kind: QuotaKind) => (kind === "storageBytes" ? 1_000_000_000 : 1);
