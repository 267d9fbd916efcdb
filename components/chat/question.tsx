"use client";
import { clsx } from "clsx";
import { Pencil } from "lucide-react";
import { type ReactNode, useEffect, useRef, useState } from "react";
import type { FileRef } from "../../lib/values/values.ts";
import { Button } from "../ui/form/button.tsx";
import { IconButton } from "../ui/form/icon-button.tsx";
import { Textarea } from "../ui/form/input.tsx";
import { ChatFiles, type ReadFile } from "./chat-files.tsx";
import { isComposing } from "./keyboard.ts";
import { whyTooLong } from "./message-length.ts";
import { useFirstFocus } from "./use-first-focus.ts";

type Props = {
  text: string;
  files: readonly FileRef[];
  /** Absent while it is being sent. */
  readFile?: ReadFile;
  branches?: ReactNode;
  /** Asks the changed question in the place of this one. */
  onEdit?: (text: string) => void;
};

/** What was asked. */
export function Question({ text, files, readFile, branches, onEdit }: Props) {
  const [isEditing, setEditing] = useState(false);
  const { pencil, giveUp } = usePencil(isEditing);
  const [isWhole, setWhole] = useState(false);
  const isLong = text.length > 1500 || text.split("\n").length > 16;
  if (isEditing && onEdit) {
    return (
      <EditBox
        initial={text}
        onCancel={() => {
          giveUp();
          setEditing(false);
        }}
        onSave={(next) => {
          setEditing(false);
          onEdit(next);
        }}
      />
    );
  }
  return (
    <div className="group flex flex-col items-end gap-1">
      <ChatFiles files={files} read={readFile} />
      <div className="max-w-[85%] rounded-xl border bg-raised px-4 py-2.5">
        <p
          dir="auto"
          className={clsx(
            "whitespace-pre-wrap [overflow-wrap:anywhere] [unicode-bidi:plaintext]",
            isLong && !isWhole && "line-clamp-12",
          )}
        >
          {text}
        </p>
      </div>
      <div className="-mb-2 flex h-6 items-center gap-1">
        {isLong ? (
          <Button size="sm" tone="ghost" aria-expanded={isWhole} onClick={() => setWhole(!isWhole)}>
            {isWhole ? "Show less" : "Show the whole message"}
          </Button>
        ) : null}
        {branches}
        {onEdit ? (
          <IconButton
            ref={pencil}
            label="Edit this question"
            size="sm"
            onClick={() => setEditing(true)}
            className="opacity-0 focus-visible:opacity-100 group-hover:opacity-100 pointer-coarse:opacity-100"
          >
            <Pencil aria-hidden className="!size-3.5" />
          </IconButton>
        ) : null}
      </div>
    </div>
  );
}

/** The keyboard goes back to where editing was begun, when it is given up. */
function usePencil(isEditing: boolean) {
  const pencil = useRef<HTMLButtonElement>(null);
  const isGivenUp = useRef(false);
  useEffect(() => {
    if (!isEditing && isGivenUp.current) pencil.current?.focus();
    isGivenUp.current = false;
  }, [isEditing]);
  const giveUp = () => {
    isGivenUp.current = true;
  };
  return { pencil, giveUp };
}

type EditProps = { initial: string; onSave: (text: string) => void; onCancel: () => void };

function EditBox({ initial, onSave, onCancel }: EditProps) {
  const box = useFirstFocus<HTMLTextAreaElement>();
  const [text, setText] = useState(initial);
  const isEmpty = text.trim() === "";
  const tooLong = whyTooLong(text);
  return (
    <form
      className="flex flex-col gap-2 rounded-xl border bg-panel p-3"
      onSubmit={(event) => {
        event.preventDefault();
        if (!isEmpty && tooLong === undefined) onSave(text.trim());
      }}
    >
      <Textarea
        aria-label="Edited question"
        dir="auto"
        ref={box}
        value={text}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={(event) => {
          if (isComposing(event)) return;
          if (event.key === "Escape") onCancel();
          if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) event.currentTarget.form?.requestSubmit();
        }}
        className="field-sizing-content max-h-80 text-md pointer-coarse:text-base"
      />
      <div className="flex items-center justify-end gap-2">
        <p role="status" className={clsx("mr-auto text-xs", tooLong === undefined ? "text-muted" : "text-danger")}>
          {tooLong ?? "The answers below stay; this becomes another branch."}
        </p>
        <Button onClick={onCancel}>Cancel</Button>
        <Button tone="primary" type="submit" disabled={isEmpty || tooLong !== undefined}>
          Ask
        </Button>
      </div>
    </form>
  );
}
