"use client";
import { useMutation } from "@tanstack/react-query";
import { ArrowUp, LoaderCircle, Paperclip, Square, X } from "lucide-react";
import { type KeyboardEvent, useRef, useState } from "react";
import type { FileRef } from "../../lib/values/values.ts";
import type { ChatView } from "../../lib/views/chat-views.ts";
import { errorMessage } from "../api/backend.ts";
import { toastError } from "../api/toast-error.ts";
import { uploadFile } from "../api/upload-file.ts";
import { userMessage } from "../api/user-message.ts";
import { IconButton } from "../ui/form/icon-button.tsx";
import { toast } from "../ui/overlay/toast.tsx";
import { Notice } from "../ui/text/notice.tsx";
import type { ChatBackend } from "./chat-backend.ts";
import type { Chat } from "./use-chat.ts";
import { useFirstFocus } from "./use-first-focus.ts";

type Props = {
  backend: ChatBackend;
  chat: Chat;
  view: ChatView;
  draft: string;
  onDraft: (text: string) => void;
};

/** Where the next message is written. Enter sends it, Shift+Enter begins a line. */
export function Composer({ backend, chat, view, draft, onDraft }: Props) {
  const box = useFirstFocus<HTMLTextAreaElement>();
  const [files, setFiles] = useState<FileRef[]>([]);
  const { send, last, isAnswering } = chat;
  const stop = useMutation({
    mutationFn: async () => (last ? await backend.stop(last) : undefined),
    onError: toastError,
  });
  const missing = view.files
    .slice(files.length)
    .find(({ optional, default: given }) => !optional && given === undefined);
  const canSend = draft.trim() !== "" && !isAnswering && !missing;
  const submit = () => {
    if (!canSend) return;
    const text = draft.trim();
    const sent = files;
    onDraft("");
    setFiles([]);
    send.mutate(
      { text, parentId: last?.id ?? null, ...(sent.length > 0 ? { files: sent } : {}) },
      {
        onError: () => {
          onDraft(text);
          setFiles(sent);
        },
      },
    );
  };
  const onKeyDown = (event: KeyboardEvent) => {
    // While an input method composes a character, Enter chooses it.
    if (event.nativeEvent.isComposing) return;
    if (event.key === "Escape" && isAnswering) stop.mutate();
    if (event.key !== "Enter" || event.shiftKey) return;
    event.preventDefault();
    submit();
  };
  return (
    <form
      className="mx-auto w-full max-w-3xl px-4 pb-[max(0.75rem,env(safe-area-inset-bottom))]"
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      {send.error ? (
        <Notice tone="danger" className="mb-2">
          {userMessage(send.error)}
        </Notice>
      ) : null}
      <div className="rounded-xl border bg-panel shadow-raised focus-within:border-focus">
        <FileChips files={files} onRemove={(id) => setFiles(files.filter((file) => file.id !== id))} />
        <textarea
          aria-label="Message"
          placeholder={view.question?.title ?? "Message"}
          ref={box}
          rows={1}
          value={draft}
          maxLength={100_000}
          onChange={(event) => onDraft(event.target.value)}
          onKeyDown={onKeyDown}
          className="field-sizing-content block max-h-52 min-h-12 w-full resize-none bg-transparent px-4 pt-3 pb-1 text-md outline-none placeholder:text-muted"
        />
        <div className="flex items-center gap-1 px-2 pb-2">
          <AttachButton view={view} files={files} isVisitor={backend.isVisitor} onFiles={setFiles} />
          <p className="min-w-0 flex-1 truncate px-2 text-muted text-xs">
            {missing ? `Attach a file for “${missing.title ?? missing.name}”.` : null}
          </p>
          <MainButton
            isAnswering={isAnswering}
            canSend={canSend}
            canStop={!stop.isPending && !send.isPending}
            onStop={() => stop.mutate()}
          />
        </div>
      </div>
    </form>
  );
}

type MainProps = { isAnswering: boolean; canSend: boolean; canStop: boolean; onStop: () => void };

/** Send, or Stop while an answer grows: always in the same place. */
function MainButton({ isAnswering, canSend, canStop, onStop }: MainProps) {
  if (isAnswering) {
    return (
      <IconButton
        label="Stop"
        keys="Esc"
        disabled={!canStop}
        onClick={onStop}
        className="rounded-full bg-ink text-panel hover:bg-ink/85 hover:text-panel"
      >
        <Square aria-hidden className="!size-3 fill-current" />
      </IconButton>
    );
  }
  return (
    <IconButton
      label="Send"
      keys="Enter"
      type="submit"
      disabled={!canSend}
      className="rounded-full bg-accent text-on-accent hover:bg-accent-hover hover:text-on-accent"
    >
      <ArrowUp aria-hidden />
    </IconButton>
  );
}

function FileChips({ files, onRemove }: { files: readonly FileRef[]; onRemove: (id: string) => void }) {
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

type AttachProps = {
  view: ChatView;
  files: FileRef[];
  isVisitor: boolean;
  onFiles: (files: FileRef[]) => void;
};

function AttachButton({ view, files, isVisitor, onFiles }: AttachProps) {
  const input = useRef<HTMLInputElement>(null);
  const room = view.files.length - files.length;
  const upload = useMutation({
    mutationFn: (list: readonly File[]) => Promise.all(list.slice(0, room).map((file) => uploadFile(file))),
    onSuccess: (sent) => onFiles([...files, ...sent]),
    onError: (thrown) => toast(errorMessage(thrown), { tone: "danger" }),
  });
  if (isVisitor || view.files.length === 0) return null;
  return (
    <>
      <IconButton
        label="Attach a file"
        disabled={room === 0 || upload.isPending}
        onClick={() => input.current?.click()}
      >
        {upload.isPending ? <LoaderCircle aria-hidden className="animate-spin" /> : <Paperclip aria-hidden />}
      </IconButton>
      <input
        ref={input}
        type="file"
        multiple={view.files.length > 1}
        aria-label="File to attach"
        tabIndex={-1}
        className="sr-only"
        onChange={(event) => {
          upload.mutate([...(event.target.files ?? [])]);
          event.target.value = "";
        }}
      />
    </>
  );
}
