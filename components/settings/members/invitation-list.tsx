"use client";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import type { InvitationView } from "../../../lib/views/workspace-views.ts";
import { useTRPC } from "../../api/provider.tsx";
import { toastError } from "../../api/toast-error.ts";
import { ConfirmButton } from "../../ui/overlay/confirm-button.tsx";
import { Table, Td, Th } from "../../ui/page/table.tsx";
import { TimeAgo } from "../../ui/text/time-ago.tsx";
import { Section } from "../section.tsx";
import { roleNameOf } from "./roles.ts";

/** Links that have been made and not been used yet. */
export function InvitationList({ initial }: { initial: InvitationView[] }) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const { data } = useQuery({ ...trpc.invitations.list.queryOptions(), initialData: initial });
  const revoke = useMutation(
    trpc.invitations.revoke.mutationOptions({
      onError: toastError,
      onSettled: () => queries.invalidateQueries({ queryKey: trpc.invitations.list.queryKey() }),
    }),
  );
  const open = data.filter((invitation) => invitation.status === "open");
  if (open.length === 0) return null;
  return (
    <Section title="Open invitations">
      <Table
        label="Open invitations"
        head={
          <>
            <Th>For</Th>
            <Th>Role</Th>
            <Th className="max-sm:hidden">Created</Th>
            <Th>
              <span className="sr-only">Actions</span>
            </Th>
          </>
        }
      >
        {open.map(({ id, email, createdAt, ...held }) => (
          <tr key={id}>
            <Td className="max-w-56 truncate">{email ?? "Anyone with the link"}</Td>
            <Td>{roleNameOf(held)}</Td>
            <Td className="whitespace-nowrap text-muted max-sm:hidden">
              <TimeAgo at={createdAt} />
            </Td>
            <Td className="text-right">
              <ConfirmButton
                label="Revoke"
                size="sm"
                title={`Revoke the invitation for ${email ?? "anyone with the link"}?`}
                action="Revoke"
                busy={revoke.isPending && revoke.variables.id === id}
                onConfirm={() => revoke.mutate({ id })}
              >
                Its link stops working at once. You can create another one.
              </ConfirmButton>
            </Td>
          </tr>
        ))}
      </Table>
    </Section>
  );
}
