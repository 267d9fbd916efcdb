"use client";
import { useMutation } from "@tanstack/react-query";
import { Ellipsis, Pencil, Trash2 } from "lucide-react";
import { useRouter } from "next/navigation";
import { useState } from "react";
import type { CollectionView } from "../../lib/views/api-views.ts";
import { useTRPC } from "../api/provider.tsx";
import { toastError } from "../api/toast-error.ts";
import { IconButton } from "../ui/form/icon-button.tsx";
import { ConfirmDialog } from "../ui/overlay/confirm-dialog.tsx";
import { Menu, MenuItem } from "../ui/overlay/menu.tsx";
import { RenameDialog } from "../ui/overlay/rename-dialog.tsx";
import { formatCount } from "../ui/text/format.ts";

export function CollectionMenu({ collection, onChanged }: { collection: CollectionView; onChanged: () => void }) {
  const [asks, setAsks] = useState<"delete" | "rename">();
  const trpc = useTRPC();
  const router = useRouter();
  const rename = useMutation(trpc.collections.rename.mutationOptions({ onError: toastError, onSettled: onChanged }));
  const remove = useMutation(
    trpc.collections.delete.mutationOptions({ onError: toastError, onSuccess: () => router.push("/collections") }),
  );
  const { id, name, documents } = collection;
  return (
    <>
      <Menu
        trigger={
          <IconButton label={`Actions for ${name}`} hint={false}>
            <Ellipsis aria-hidden />
          </IconButton>
        }
      >
        <MenuItem icon={<Pencil aria-hidden />} onSelect={() => setAsks("rename")}>
          Rename
        </MenuItem>
        <MenuItem danger icon={<Trash2 aria-hidden />} onSelect={() => setAsks("delete")}>
          Delete
        </MenuItem>
      </Menu>
      <ConfirmDialog
        open={asks === "delete"}
        onOpenChange={() => setAsks(undefined)}
        title={`Delete “${name}”?`}
        action="Delete"
        busy={remove.isPending}
        onConfirm={() => remove.mutate({ id })}
      >
        {documents === 1 ? "Its document is" : `Its ${formatCount(documents)} documents are`} deleted too, and pipelines
        that search it will fail. This cannot be undone.
      </ConfirmDialog>
      {asks === "rename" ? (
        <RenameDialog
          title="Rename collection"
          initial={collection}
          onClose={() => setAsks(undefined)}
          onSave={(change) => rename.mutate({ id, ...change })}
        />
      ) : null}
    </>
  );
}
