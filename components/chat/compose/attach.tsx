"use client";
import { useMutation } from "@tanstack/react-query";
import { LoaderCircle, Paperclip, X } from "lucide-react";
import { useRef } from "react";
import type { FileRef } from "../../../lib/values/values.ts";
import { errorMessage } from "../../api/backend.ts";
import { IconButton } from "../../ui/form/icon-button.tsx";
import { toast } from "../../ui/overlay/toast.tsx";
import type { ChatBackend } from "../chat-backend.ts";

const noFiles = "This chat takes no files: its pipeline has no field for them.";
const noFilesHere = "This chat takes no files.";

type Attached = { most: number; files: readonly FileRef[]; onAdded: (files: FileRef[]) => void };

/** Files that go with the next message: as many as the pipeline has fields for. */
export function useAttach({ upload: send, isVisitor }: ChatBackend, { most, files, onAdded }: Attached) {
  const room = most - files.length;
  const upload = useMutation({
    mutationFn: (list: readonly File[]) => Promise.allSettled(list.map((file) => send(file))),
    // What could be sent stays, whatever became of the others.
    onSuccess(sent) {
      onAdded(sent.flatMap((each) => (each.status === "fulfilled" ? [each.value] : [])));
      for (const each of sent) if (each.status === "rejected") toast(errorMessage(each.reason), { tone: "danger" });
    },
  });
  return {
    room,
    isBusy: upload.isPending,
    /** True when there were files, whether or not they were taken. */
    add(list: FileList | null | undefined): boolean {
      if (!list || list.length === 0) return false;
      if (most === 0) toast(isVisitor ? noFilesHere : noFiles);
      else if (upload.isPending) toast("Wait until the files before are sent.");
      else if (list.length > room) toast(`At most ${most} ${most === 1 ? "file" : "files"} with a message.`);
      if (room > 0 && !upload.isPending) upload.mutate([...list].slice(0, room));
      return true;
    },
  };
}
export type Attach = ReturnType<typeof useAttach>;

export function AttachButton({ attach, isSingle }: { attach: Attach; isSingle: boolean }) {
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <IconButton
        label="Attach a file"
        disabled={attach.room <= 0 || attach.isBusy}
        onClick={() => input.current?.click()}
      >
        {attach.isBusy ? <LoaderCircle aria-hidden className="animate-spin" /> : <Paperclip aria-hidden />}
      </IconButton>
      <input
        ref={input}
        type="file"
        multiple={!isSingle}
        aria-label="File to attach"
        tabIndex={-1}
        className="sr-only"
        onChange={(event) => {
          attach.add(event.target.files);
          event.target.value = "";
        }}
      />
    </>
  );
}

export function FileChips({ files, onRemove }: { files: readonly FileRef[]; onRemove: (id: string) => void }) {
  if (files.length === 0) return null;
  return (
    <ul aria-label="Attached" className="flex flex-wrap gap-1.5 px-3 pt-3">
      {files.map(({ id, name }) => (
        <li key={id} className="flex items-center gap-1 rounded-md border py-0.5 pr-0.5 pl-2 text-xs">
          {name}
          <IconButton label={`Remove ${name}`} size="sm" hint={false} onClick={() => onRemove(id)}>
            <X aria-hidden className="!size-3.5" />
          </IconButton>
        </li>
      ))}
    </ul>
  );
}
