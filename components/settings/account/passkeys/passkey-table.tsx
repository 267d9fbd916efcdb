"use client";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import type { PasskeyView } from "../../../../lib/views/account-views.ts";
import { useTRPC } from "../../../api/provider.tsx";
import { toastError } from "../../../api/toast-error.ts";
import { Button } from "../../../ui/form/button.tsx";
import { ConfirmDialog } from "../../../ui/overlay/confirm-dialog.tsx";
import { NameDialog } from "../../../ui/overlay/name-dialog.tsx";
import { Table, Td, Th } from "../../../ui/page/table.tsx";
import { TimeAgo } from "../../../ui/text/time-ago.tsx";

export function PasskeyTable({ passkeys, onChanged }: { passkeys: readonly PasskeyView[]; onChanged: () => void }) {
  const trpc = useTRPC();
  const [renamed, setRenamed] = useState<PasskeyView>();
  const [doomed, setDoomed] = useState<PasskeyView>();
  const settled = { onError: toastError, onSettled: onChanged };
  const rename = useMutation(trpc.account.renamePasskey.mutationOptions(settled));
  const remove = useMutation(trpc.account.removePasskey.mutationOptions(settled));
  return (
    <>
      <Table label="Passkeys" head={<PasskeyHead />}>
        {passkeys.map((passkey) => (
          <tr key={passkey.id}>
            <Td className="max-w-48 truncate font-medium">{passkey.name}</Td>
            <Td className="text-muted max-sm:hidden">{passkey.isSynced ? "Synced" : "This device only"}</Td>
            <Td className="whitespace-nowrap text-muted max-sm:hidden">
              {passkey.lastUsedAt === null ? "Not yet" : <TimeAgo at={passkey.lastUsedAt} />}
            </Td>
            <Td className="whitespace-nowrap text-right">
              <Button size="sm" onClick={() => setRenamed(passkey)}>
                Rename
              </Button>{" "}
              <Button size="sm" onClick={() => setDoomed(passkey)}>
                Remove
              </Button>
            </Td>
          </tr>
        ))}
      </Table>
      {renamed ? (
        <NameDialog
          title="Rename passkey"
          label="Name"
          initial={renamed.name}
          onClose={() => setRenamed(undefined)}
          onSave={(name) => rename.mutate({ id: renamed.id, name })}
        />
      ) : null}
      <ConfirmDialog
        open={doomed !== undefined}
        onOpenChange={() => setDoomed(undefined)}
        title={`Remove the passkey “${doomed?.name ?? ""}”?`}
        action="Remove"
        onConfirm={() => {
          if (doomed) remove.mutate({ id: doomed.id });
          setDoomed(undefined);
        }}
      >
        It no longer signs you in. Your device may still offer it until you delete it there too.
      </ConfirmDialog>
    </>
  );
}

function PasskeyHead() {
  return (
    <>
      <Th>Name</Th>
      <Th className="max-sm:hidden">Kept</Th>
      <Th className="max-sm:hidden">Last used</Th>
      <Th>
        <span className="sr-only">Actions</span>
      </Th>
    </>
  );
}
