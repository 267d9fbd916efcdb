"use client";
import { useMutation, useQuery } from "@tanstack/react-query";
import { Plus } from "lucide-react";
import { type SyntheticEvent, useState } from "react";
import type { WorkspaceView } from "../../../lib/views/api-views.ts";
import type { OwnWorkspaces as Workspaces } from "../../../lib/views/workspace-views.ts";
import { switchTo } from "../../api/current-workspace.ts";
import { useTRPC } from "../../api/provider.tsx";
import { toastError } from "../../api/toast-error.ts";
import { userMessage } from "../../api/user-message.ts";
import { Button } from "../../ui/form/button.tsx";
import { Field } from "../../ui/form/field.tsx";
import { Input } from "../../ui/form/input.tsx";
import { ConfirmDialog } from "../../ui/overlay/confirm-dialog.tsx";
import { Dialog } from "../../ui/overlay/dialog.tsx";
import { Skeleton } from "../../ui/page/skeleton.tsx";
import { Table, Td, Th } from "../../ui/page/table.tsx";
import { Notice } from "../../ui/text/notice.tsx";
import { roleNameOf } from "../members/roles.ts";
import { Section } from "../section.tsx";

/** The workspaces one belongs to: another, a new one, and leaving or deleting this one. */
export function OwnWorkspaces({ workspace }: { workspace: WorkspaceView }) {
  const trpc = useTRPC();
  const { data } = useQuery(trpc.workspaces.list.queryOptions());
  const workspaces = data?.workspaces ?? [];
  const isOnly = workspaces.length < 2;
  return (
    <Section
      title="Your workspaces"
      note="Each has its own pipelines, runs, collections, members and keys."
      action={data?.mayCreate ? <NewWorkspace /> : undefined}
    >
      {data ? (
        <WorkspaceTable workspaces={data.workspaces} currentId={workspace.id} />
      ) : (
        <Skeleton className="h-20 rounded-card" />
      )}
      {isOnly ? null : (
        <div className="flex flex-wrap gap-2">
          <Leave workspace={workspace} />
          {workspace.permissions.includes("workspace.delete") ? <Delete workspace={workspace} /> : null}
        </div>
      )}
    </Section>
  );
}

type TableProps = { workspaces: Workspaces["workspaces"]; currentId: string };

function WorkspaceTable({ workspaces, currentId }: TableProps) {
  return (
    <Table
      label="Your workspaces"
      head={
        <>
          <Th>Workspace</Th>
          <Th>Role</Th>
          <Th>
            <span className="sr-only">Actions</span>
          </Th>
        </>
      }
    >
      {workspaces.map(({ id, name, ...held }) => (
        <tr key={id}>
          <Td className="max-w-56 truncate font-medium">{name}</Td>
          <Td className="text-muted">{roleNameOf(held)}</Td>
          <Td className="text-right">
            {id === currentId ? (
              <span className="text-muted text-xs">You are here</span>
            ) : (
              <Button size="sm" onClick={() => switchTo(id)}>
                Switch
              </Button>
            )}
          </Td>
        </tr>
      ))}
    </Table>
  );
}

function NewWorkspace() {
  const trpc = useTRPC();
  const [name, setName] = useState("");
  const create = useMutation(trpc.workspaces.create.mutationOptions({ onSuccess: ({ id }) => switchTo(id) }));
  const submit = (event: SyntheticEvent) => {
    event.preventDefault();
    create.mutate({ name: name.trim() });
  };
  const trigger = (
    <Button>
      <Plus aria-hidden className="size-4" />
      New workspace
    </Button>
  );
  return (
    <Dialog title="New workspace" description="It is empty, and you are its owner." trigger={trigger}>
      <form onSubmit={submit} className="flex flex-col gap-4">
        <Field label="Name">
          {(props) => (
            <Input {...props} required maxLength={100} value={name} onChange={(event) => setName(event.target.value)} />
          )}
        </Field>
        {create.error ? <Notice tone="danger">{userMessage(create.error)}</Notice> : null}
        <Button type="submit" tone="primary" busy={create.isPending} disabled={name.trim() === ""} className="self-end">
          Create and switch
        </Button>
      </form>
    </Dialog>
  );
}

function Leave({ workspace: { id, name } }: { workspace: WorkspaceView }) {
  const trpc = useTRPC();
  const [asks, setAsks] = useState(false);
  const leave = useMutation(
    trpc.workspaces.leave.mutationOptions({ onError: toastError, onSuccess: () => window.location.assign("/") }),
  );
  return (
    <>
      <Button onClick={() => setAsks(true)}>Leave “{name}”</Button>
      <ConfirmDialog
        open={asks}
        onOpenChange={setAsks}
        title={`Leave “${name}”?`}
        action="Leave"
        busy={leave.isPending}
        onConfirm={() => leave.mutate({ id })}
      >
        You lose access at once, and so do your API keys. What you made stays.
      </ConfirmDialog>
    </>
  );
}

function Delete({ workspace: { id, name } }: { workspace: WorkspaceView }) {
  const trpc = useTRPC();
  const [typed, setTyped] = useState("");
  const remove = useMutation(trpc.workspaces.delete.mutationOptions({ onSuccess: () => window.location.assign("/") }));
  const submit = (event: SyntheticEvent) => {
    event.preventDefault();
    remove.mutate({ id, name: typed });
  };
  return (
    <Dialog
      title={`Delete “${name}”?`}
      description="Its pipelines, runs, collections, topics, credentials and keys are deleted for all its members. This cannot be undone."
      trigger={<Button>Delete “{name}”</Button>}
    >
      <form onSubmit={submit} className="flex flex-col gap-4">
        <Field label={`Type “${name}” to confirm`}>
          {(props) => (
            <Input {...props} autoComplete="off" value={typed} onChange={(event) => setTyped(event.target.value)} />
          )}
        </Field>
        {remove.error ? <Notice tone="danger">{userMessage(remove.error)}</Notice> : null}
        <Button type="submit" tone="danger" busy={remove.isPending} disabled={typed !== name} className="self-end">
          Delete workspace
        </Button>
      </form>
    </Dialog>
  );
}
