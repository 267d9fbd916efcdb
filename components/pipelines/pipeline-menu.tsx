"use client";
import {
  Archive,
  ArchiveRestore,
  Copy,
  Download,
  Ellipsis,
  History,
  MessagesSquare,
  Pencil,
  Rows3,
  Tag,
  Trash2,
} from "lucide-react";
import Link from "next/link";
import { useState } from "react";
import type { PipelineSummary } from "../../lib/views/api-views.ts";
import { useMay } from "../api/member.tsx";
import { IconButton } from "../ui/form/icon-button.tsx";
import { ConfirmDialog } from "../ui/overlay/confirm-dialog.tsx";
import { Menu, MenuItem, MenuSeparator } from "../ui/overlay/menu.tsx";
import { RenameDialog } from "../ui/overlay/rename-dialog.tsx";
import { TagsDialog } from "./tags-dialog.tsx";
import type { PipelineActions } from "./use-pipeline-actions.ts";

export function PipelineMenu({
  pipeline,
  actions,
  knownTags,
}: {
  pipeline: PipelineSummary;
  actions: PipelineActions;
  knownTags: readonly string[];
}) {
  const [asks, setAsks] = useState<"delete" | "rename" | "tags">();
  const { id, name, archived, tags } = pipeline;
  const mayEdit = useMay("pipelines.write");
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
          <Link href={`/p/${id}/chat`}>
            <MessagesSquare aria-hidden />
            Chat
          </Link>
        </MenuItem>
        <MenuItem asChild>
          <Link href={`/p/${id}/runs`}>
            <History aria-hidden />
            Run history
          </Link>
        </MenuItem>
        <MenuItem asChild>
          <Link href={`/p/${id}/batches`}>
            <Rows3 aria-hidden />
            Batches
          </Link>
        </MenuItem>
        <MenuItem icon={<Download aria-hidden />} onSelect={() => actions.download(id)}>
          Export as a file
        </MenuItem>
        {mayEdit ? (
          <>
            <MenuItem icon={<Copy aria-hidden />} onSelect={() => actions.duplicate(id)}>
              Duplicate
            </MenuItem>
            <MenuItem icon={<Pencil aria-hidden />} onSelect={() => setAsks("rename")}>
              Rename
            </MenuItem>
            <MenuItem icon={<Tag aria-hidden />} onSelect={() => setAsks("tags")}>
              Tags
            </MenuItem>
            <MenuSeparator />
            <MenuItem
              icon={archived ? <ArchiveRestore aria-hidden /> : <Archive aria-hidden />}
              onSelect={() => actions.archive(id, !archived)}
            >
              {archived ? "Restore" : "Archive"}
            </MenuItem>
            <MenuItem danger icon={<Trash2 aria-hidden />} onSelect={() => setAsks("delete")}>
              Delete
            </MenuItem>
          </>
        ) : null}
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
        Its versions, runs and share links are deleted too. This cannot be undone. To keep them, archive the pipeline
        instead.
      </ConfirmDialog>
      {asks === "tags" ? (
        <TagsDialog
          name={name}
          initial={tags}
          known={knownTags}
          onClose={close}
          onSave={(next) => actions.rename({ id, tags: next })}
        />
      ) : null}
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
