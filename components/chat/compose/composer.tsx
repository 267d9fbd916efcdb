"use client";
import { clsx } from "clsx";
import { ArrowUp, Square } from "lucide-react";
import { type KeyboardEvent, type RefObject, useEffect, useState } from "react";
import type { FileRef } from "../../../lib/values/values.ts";
import type { ChatView } from "../../../lib/views/chat-views.ts";
import { userMessage } from "../../api/user-message.ts";
import { IconButton } from "../../ui/form/icon-button.tsx";
import { Notice } from "../../ui/text/notice.tsx";
import type { ChatBackend } from "../chat-backend.ts";
import { hasCoarsePointer, isComposing } from "../keyboard.ts";
import { whyTooLong } from "../message-length.ts";
import type { Chat } from "../use-chat.ts";
import { AttachButton, FileChips, useAttach } from "./attach.tsx";
import { pastedFiles } from "./pasted-files.ts";
import { useDraft } from "./use-draft.ts";
import { useFileDrop } from "./use-file-drop.ts";

type Props = {
  backend: ChatBackend;
  chat: Chat;
  view: ChatView;
  /** A question that was pressed: it is written here, and may be changed. */
  suggested: { text: string } | undefined;
  box: RefObject<HTMLTextAreaElement | null>;
  isBeside: boolean;
};

/** Where the next message is written. Enter sends it, Shift+Enter begins a line. */
export function Composer({ backend, chat, view, suggested, box, isBeside }: Props) {
  // It is kept here, so that a letter draws this box anew and not the whole conversation.
  const [draft, setDraft] = useDraft(backend.key, chat);
  useEffect(() => {
    if (suggested) setDraft(suggested.text);
  }, [suggested, setDraft]);
  const [files, setFiles] = useState<FileRef[]>([]);
  const { send, last, isAnswering, canStop, stop } = chat;
  const most = view.files.length;
  const attach = useAttach(backend, { most, files, onFiles: setFiles });
  const isDropping = useFileDrop(!isBeside, attach.add) && most > 0;
  const missing = missingFile(view, files.length);
  const tooLong = whyTooLong(draft);
  const canSend = draft.trim() !== "" && !isAnswering && !missing && !tooLong && !attach.isBusy;
  const submit = () => {
    if (!canSend) return;
    const text = draft.trim();
    const sent = files;
    setDraft("");
    setFiles([]);
    send.mutate(
      { text, parentId: last?.id ?? null, asNext: true, ...(sent.length > 0 ? { files: sent } : {}) },
      {
        onError: () => {
          setDraft((since) => (since === "" ? text : `${text}\n\n${since}`));
          setFiles(sent);
        },
      },
    );
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (isComposing(event)) return;
    // On a phone there is no Shift+Enter, so Enter begins a line there, and the button sends.
    if (event.key !== "Enter" || event.shiftKey || hasCoarsePointer()) return;
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
      <NotSent send={send} />
      <div
        className={clsx(
          "rounded-xl border bg-panel shadow-raised focus-within:border-focus",
          isDropping && "border-focus border-dashed",
        )}
      >
        <FileChips files={files} onRemove={(id) => setFiles(files.filter((file) => file.id !== id))} />
        <textarea
          aria-label="Your message"
          dir="auto"
          placeholder={view.question?.title ?? "Message"}
          ref={box}
          rows={1}
          value={draft}
          onChange={(event) => setDraft(event.target.value)}
          onKeyDown={onKeyDown}
          onPaste={(event) => {
            if (attach.add(pastedFiles(event.clipboardData))) event.preventDefault();
          }}
          className="field-sizing-content block max-h-52 min-h-12 w-full resize-none bg-transparent px-4 pt-3 pb-1 text-md outline-none placeholder:text-muted pointer-coarse:text-base"
        />
        <div className="flex items-center gap-1 px-2 pb-2">
          {most === 0 ? null : <AttachButton attach={attach} isSingle={most === 1} />}
          <p
            role="status"
            className={clsx(
              "min-w-0 flex-1 px-2 text-xs",
              tooLong === undefined ? "truncate text-muted" : "text-danger",
            )}
          >
            {tooLong ?? (isDropping ? "Drop the file here to send it with your message." : missing)}
          </p>
          <MainButton isAnswering={isAnswering} canSend={canSend} canStop={canStop} onStop={stop} />
        </div>
      </div>
    </form>
  );
}

/** Why the last message has not gone out. */
function NotSent({ send }: Pick<Chat, "send">) {
  if (send.isPaused) {
    return (
      <Notice tone="warning" className="mb-2">
        You are offline. Your message is sent when the connection is back.
      </Notice>
    );
  }
  return send.error ? (
    <Notice tone="danger" className="mb-2">
      {userMessage(send.error)}
    </Notice>
  ) : null;
}

/** What has to be attached before a message can be sent. */
function missingFile({ files }: ChatView, attached: number): string | undefined {
  const missing = files.slice(attached).find(({ optional, default: given }) => !optional && given === undefined);
  return missing && `Attach a file for “${missing.title ?? missing.name}”.`;
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
        className="!rounded-full bg-ink text-panel hover:bg-ink/85 hover:text-panel"
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
      className="!rounded-full bg-accent text-on-accent hover:bg-accent-hover hover:text-on-accent"
    >
      <ArrowUp aria-hidden />
    </IconButton>
  );
}
