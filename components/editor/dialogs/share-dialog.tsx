"use client";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import type { ShareLinkView } from "../../../lib/views/api-views.ts";
import { errorMessage } from "../../api/backend.ts";
import { Button } from "../../ui/form/button.tsx";
import { CopyField } from "../../ui/form/copy-field.tsx";
import { Select } from "../../ui/form/select.tsx";
import { Switch } from "../../ui/form/switch.tsx";
import { Dialog } from "../../ui/overlay/dialog.tsx";
import { Notice } from "../../ui/text/notice.tsx";
import { TimeAgo } from "../../ui/text/time-ago.tsx";
import { useEditing, useEditor, useEditorStore } from "../store/context.tsx";

/** Links to published versions: making one, seeing all, taking one back. */
export function ShareDialog() {
  const store = useEditorStore();
  const isOpen = useEditor((state) => state.dialog === "share");
  const version = useEditor((state) => state.latestVersion);
  return (
    <Dialog
      open={isOpen}
      onOpenChange={(open) => {
        if (!open) store.getState().set({ dialog: undefined });
      }}
      title="Share"
      description="Anyone with the link sees this version on a read-only canvas, without signing in."
    >
      {version === undefined ? (
        <Notice
          action={
            <Button size="sm" onClick={() => store.getState().set({ dialog: "publish" })}>
              Publish
            </Button>
          }
        >
          Only published versions can be shared. Publish one first.
        </Notice>
      ) : (
        <div className="flex flex-col gap-5">
          <NewLink newest={version} />
          <Links />
        </div>
      )}
    </Dialog>
  );
}

function NewLink({ newest }: { newest: number }) {
  const { backend } = useEditing();
  const queries = useQueryClient();
  const [versionNumber, setVersion] = useState(newest);
  const [canRun, setCanRun] = useState(true);
  const create = useMutation({
    mutationFn: () => backend.createShareLink({ versionNumber, canRun }),
    onSuccess: () => queries.invalidateQueries({ queryKey: ["share-links"] }),
  });
  const versions = Array.from({ length: newest }, (_, index) => String(newest - index));
  return (
    <div className="flex flex-col gap-3">
      <div className="flex flex-wrap items-center gap-3">
        <div className="w-32 shrink-0">
          <Select
            aria-label="Version"
            prefix="Version"
            value={String(versionNumber)}
            options={versions.map((number) => ({ value: number, label: number }))}
            onChange={(number) => setVersion(Number(number))}
          />
        </div>
        <label className="flex flex-1 items-center gap-2 whitespace-nowrap" htmlFor="share-can-run">
          <Switch id="share-can-run" checked={canRun} onChange={setCanRun} /> Allow running it
        </label>
        <Button tone="primary" busy={create.isPending} onClick={() => create.mutate()}>
          Create link
        </Button>
      </div>
      {create.data ? (
        <div className="flex flex-col gap-1">
          <CopyField label="Share link" value={create.data.url} />
          <p className="text-muted text-xs">Copy it now. For security, it is not shown again.</p>
        </div>
      ) : null}
      {create.error ? <Notice tone="danger">{errorMessage(create.error)}</Notice> : null}
    </div>
  );
}

function Links() {
  const { backend } = useEditing();
  const pipelineId = useEditor((state) => state.pipelineId);
  const queries = useQueryClient();
  const links = useQuery({ queryKey: ["share-links", pipelineId], queryFn: () => backend.listShareLinks() });
  const revoke = useMutation({
    mutationFn: (id: string) => backend.revokeShareLink(id),
    onSuccess: () => queries.invalidateQueries({ queryKey: ["share-links"] }),
  });
  const open = links.data?.filter(({ revokedAt }) => revokedAt === null) ?? [];
  if (open.length === 0) return null;
  return (
    <section aria-label="Links" className="flex flex-col gap-1 border-t pt-3">
      {open.map((link) => (
        <LinkRow key={link.id} link={link} isBusy={revoke.isPending} onRevoke={() => revoke.mutate(link.id)} />
      ))}
      {revoke.error ? <Notice tone="danger">{errorMessage(revoke.error)}</Notice> : null}
    </section>
  );
}

function LinkRow({ link, isBusy, onRevoke }: { link: ShareLinkView; isBusy: boolean; onRevoke: () => void }) {
  return (
    <div className="flex items-center gap-3">
      <span className="flex-1">
        Version {link.versionNumber}, {link.canRun ? "can be run" : "view only"}
        <span className="ml-2 text-muted text-xs">
          made <TimeAgo at={link.createdAt} />
        </span>
      </span>
      <Button size="sm" tone="ghost" busy={isBusy} onClick={onRevoke}>
        Revoke
      </Button>
    </div>
  );
}
