"use client";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Plus } from "lucide-react";
import { useState } from "react";
import type { RoleView } from "../../../lib/views/workspace-views.ts";
import { useTRPC } from "../../api/provider.tsx";
import { toastError } from "../../api/toast-error.ts";
import { Button } from "../../ui/form/button.tsx";
import { ConfirmDialog } from "../../ui/overlay/confirm-dialog.tsx";
import { Table, Td, Th } from "../../ui/page/table.tsx";
import { Section } from "../section.tsx";
import { RoleDialog } from "./role-dialog.tsx";

/** For owners: the roles that the workspace made for itself. */
export function RoleList() {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const [edited, setEdited] = useState<RoleView | "new">();
  const [doomed, setDoomed] = useState<RoleView>();
  const { data = [] } = useQuery(trpc.roles.list.queryOptions());
  const onSettled = () => queries.invalidateQueries({ queryKey: trpc.roles.list.queryKey() });
  const remove = useMutation(trpc.roles.delete.mutationOptions({ onError: toastError, onSettled }));
  return (
    <Section
      title="Custom roles"
      note="What viewers may do, and what you add: for members, invitations and service accounts."
      action={
        <Button onClick={() => setEdited("new")}>
          <Plus aria-hidden className="size-4" />
          Add a role
        </Button>
      }
    >
      {data.length === 0 ? null : (
        <Table label="Custom roles" head={<RoleHead />}>
          {data.map((role) => (
            <tr key={role.id}>
              <Td className="max-w-48 truncate font-medium">{role.name}</Td>
              <Td className="max-w-80 truncate text-muted max-sm:hidden">
                {role.permissions.length === 0 ? "Nothing more" : role.permissions.join(", ")}
              </Td>
              <Td className="whitespace-nowrap text-right">
                <Button size="sm" onClick={() => setEdited(role)}>
                  Edit
                </Button>{" "}
                <Button size="sm" onClick={() => setDoomed(role)}>
                  Delete
                </Button>
              </Td>
            </tr>
          ))}
        </Table>
      )}
      {edited ? (
        <RoleDialog
          role={edited === "new" ? undefined : edited}
          onClose={() => setEdited(undefined)}
          onSaved={() => void onSettled()}
        />
      ) : null}
      <ConfirmDialog
        open={doomed !== undefined}
        onOpenChange={() => setDoomed(undefined)}
        title={`Delete the role “${doomed?.name ?? ""}”?`}
        action="Delete"
        onConfirm={() => {
          if (doomed) remove.mutate({ id: doomed.id });
          setDoomed(undefined);
        }}
      >
        A role that someone has is not deleted.
      </ConfirmDialog>
    </Section>
  );
}

function RoleHead() {
  return (
    <>
      <Th>Name</Th>
      <Th className="max-sm:hidden">Adds</Th>
      <Th>
        <span className="sr-only">Actions</span>
      </Th>
    </>
  );
}
