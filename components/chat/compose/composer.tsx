"use client";
import { clsx } from "clsx";
import { ArrowUp, Square } from "lucide-react";
import { type KeyboardEvent, type RefObject, useEffect } from "react";
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
import { type Draft, useDraft } from "./use-draft.ts";
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
    if (suggested) setDraft(({ files }) => ({ text: suggested.text, files }));
  }, [suggested, setDraft]);
  const { text, files } = draft;
  const setFiles = (change: (files: FileRef[]) => FileRef[]) =>
    setDraft((now) => ({ ...now, files: change(now.files) }));
  const { send, last, isAnswering, canStop, stop } = chat;
  const most = view.files.length;
  const attach = useAttach(backend, {
    ...{ most, files },
    onAdded: (added) => setFiles((now) => [...now, ...added]),
  });
  const isDropping = useFileDrop(!isBeside, attach.add) && most > 0;
  const missing = missingFile(view, files.length);
  const tooLong = whyTooLong(text);
  const canSend = text.trim() !== "" && !isAnswering && !missing && !tooLong && !attach.isBusy;
  const submit = () => {
    if (!canSend) return;
    const sent = { text: text.trim(), files };
    setDraft({ text: "", files: [] });
    send.mutate(
      { text: sent.text, parentId: last?.id ?? null, asNext: true, ...(files.length > 0 ? { files } : {}) },
      {
        onError: () => {
          setDraft((since) => joined(sent, since));
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
        <FileChips files={files} onRemove={(id) => setFiles((now) => now.filter((file) => file.id !== id))} />
        <textarea
          aria-label="Your message"
          dir="auto"
          placeholder={view.question?.title ?? "Message"}
          ref={box}
          rows={1}
          value={text}
          onChange={({ target }) => setDraft((now) => ({ ...now, text: target.value }))}
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

/** What was not sent, and what was written since. */
function joined(sent: Draft, since: Draft): Draft {
  const text = since.text === "" ? sent.text : `${sent.text}\n\n${since.text}`;
  return { text, files: [...sent.files, ...since.files] };
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
