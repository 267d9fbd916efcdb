"use client";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Trash2 } from "lucide-react";
import { useState } from "react";
import type { WorkspaceView } from "../../../lib/views/api-views.ts";
import type { InvitationView, MemberView } from "../../../lib/views/workspace-views.ts";
import { useTRPC } from "../../api/provider.tsx";
import { toastError } from "../../api/toast-error.ts";
import { IconButton } from "../../ui/form/icon-button.tsx";
import { Select } from "../../ui/form/select.tsx";
import { ConfirmDialog } from "../../ui/overlay/confirm-dialog.tsx";
import { Table, Td, Th } from "../../ui/page/table.tsx";
import { Section } from "../section.tsx";
import { InvitationList } from "./invitation-list.tsx";
import { InviteDialog } from "./invite-dialog.tsx";
import { RoleList } from "./role-list.tsx";
import { roleNameOf, roleValueOf } from "./roles.ts";
import { TwoFactorRule } from "./two-factor-rule.tsx";
import { useRoleOptions } from "./use-role-options.ts";

type Props = { workspace: WorkspaceView; members: MemberView[]; invitations: InvitationView[]; isOwner: boolean };

export function MembersTab({ workspace, members: initial, invitations, isOwner }: Props) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const options = useRoleOptions();
  const [leaving, setLeaving] = useState<MemberView>();
  const { data: members } = useQuery({ ...trpc.workspace.members.queryOptions(), initialData: initial });
  const changed = {
    onError: toastError,
    onSettled: () => queries.invalidateQueries({ queryKey: trpc.workspace.members.queryKey() }),
  };
  const setRole = useMutation(trpc.workspace.setRole.mutationOptions(changed));
  const remove = useMutation(trpc.workspace.removeMember.mutationOptions(changed));
  return (
    <>
      <Section
        title="Members"
        note="Owners manage the workspace, editors build and run pipelines, viewers can only view."
        action={isOwner ? <InviteDialog /> : undefined}
      >
        <Table label="Members" head={<MemberHead />}>
          {members.map((member) => (
            <tr key={member.userId}>
              <Td className="max-w-64 py-2">
                <p className="truncate font-medium">
                  {member.name}
                  {member.userId === workspace.user?.id ? <span className="font-normal text-muted"> (you)</span> : null}
                </p>
                <p className="truncate text-muted text-xs">{member.email}</p>
              </Td>
              <Td className="w-40">
                {isOwner ? (
                  <Select
                    aria-label={`Role of ${member.name}`}
                    value={roleValueOf(member)}
                    options={options}
                    onChange={(role) => setRole.mutate({ userId: member.userId, role })}
                  />
                ) : (
                  roleNameOf(member)
                )}
              </Td>
              <Td className="w-8">
                {isOwner && member.userId !== workspace.user?.id ? (
                  <IconButton label={`Remove ${member.name}`} size="sm" onClick={() => setLeaving(member)}>
                    <Trash2 aria-hidden />
                  </IconButton>
                ) : null}
              </Td>
            </tr>
          ))}
        </Table>
      </Section>
      {isOwner ? <InvitationList initial={invitations} /> : null}
      {isOwner ? <RoleList /> : null}
      {isOwner ? <TwoFactorRule /> : null}
      <ConfirmDialog
        open={leaving !== undefined}
        onOpenChange={() => setLeaving(undefined)}
        title={`Remove ${leaving?.name ?? ""}?`}
        action="Remove"
        onConfirm={() => {
          if (leaving) remove.mutate({ userId: leaving.userId });
          setLeaving(undefined);
        }}
      >
        They lose access at once. Their pipelines stay.
      </ConfirmDialog>
    </>
  );
}

function MemberHead() {
  return (
    <>
      <Th>Person</Th>
      <Th>Role</Th>
      <Th>
        <span className="sr-only">Actions</span>
      </Th>
    </>
  );
}
