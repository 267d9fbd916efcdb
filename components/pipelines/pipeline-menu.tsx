"use client";
import { Archive, ArchiveRestore, Copy, Download, Ellipsis, History, Pencil, Trash2 } from "lucide-react";
import Link from "next/link";
import { useState } from "react";
import type { PipelineSummary } from "../../lib/api-views.ts";
import { ConfirmDialog } from "../ui/confirm-dialog.tsx";
import { IconButton } from "../ui/icon-button.tsx";
import { Menu, MenuItem, MenuSeparator } from "../ui/menu.tsx";
import { RenameDialog } from "../ui/rename-dialog.tsx";
import type { PipelineActions } from "./use-pipeline-actions.ts";

export function PipelineMenu({ pipeline, actions }: { pipeline: PipelineSummary; actions: PipelineActions }) {
  const [asks, setAsks] = useState<"delete" | "rename">();
  const { id, name, archived } = pipeline;
  const close = () => setAsks(undefined);
  return (
    <>
      <Menu
        trigger={
          <IconButton label={`Actions for ${name}`} size="sm" hint={false}>
            <Ellipsis aria-hidden />
          </IconButton>
        }
      >
        <MenuItem asChild>
          <Link href={`/p/${id}/runs`}>
            <History aria-hidden />
            Run history
          </Link>
        </MenuItem>
        <MenuItem icon={<Pencil aria-hidden />} onSelect={() => setAsks("rename")}>
          Rename
        </MenuItem>
        <MenuItem icon={<Copy aria-hidden />} onSelect={() => actions.duplicate(id)}>
          Duplicate
        </MenuItem>
        <MenuItem icon={<Download aria-hidden />} onSelect={() => actions.download(id)}>
          Download as JSON
        </MenuItem>
        <MenuSeparator />
        <MenuItem
          icon={archived ? <ArchiveRestore aria-hidden /> : <Archive aria-hidden />}
          onSelect={() => actions.archive(id, !archived)}
        >
          {archived ? "Bring back" : "Archive"}
        </MenuItem>
        <MenuItem danger icon={<Trash2 aria-hidden />} onSelect={() => setAsks("delete")}>
          Delete
        </MenuItem>
      </Menu>
      <ConfirmDialog
        open={asks === "delete"}
        onOpenChange={close}
        title={`Delete “${name}”?`}
        action="Delete"
        onConfirm={() => {
          close();
          actions.remove(id);
        }}
      >
        Its versions, runs and share links go with it. This cannot be undone; archiving can.
      </ConfirmDialog>
      {asks === "rename" ? (
        <RenameDialog
          title="Rename pipeline"
          initial={pipeline}
          onClose={close}
          onSave={(change) => actions.rename({ id, ...change })}
        />
      ) : null}
    </>
  );
}
