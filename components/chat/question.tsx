"use client";
import { FileText, Pencil } from "lucide-react";
import { type ReactNode, useState } from "react";
import { formatBytes } from "../../lib/format-bytes.ts";
import type { FileRef } from "../../lib/values/values.ts";
import { Button } from "../ui/form/button.tsx";
import { IconButton } from "../ui/form/icon-button.tsx";
import { Textarea } from "../ui/form/input.tsx";
import { isComposing } from "./keyboard.ts";
import { useFirstFocus } from "./use-first-focus.ts";

type Props = {
  text: string;
  files: readonly FileRef[];
  branches?: ReactNode;
  /** Asks the changed question in the place of this one. */
  onEdit?: (text: string) => void;
};

/** What was asked. */
export function Question({ text, files, branches, onEdit }: Props) {
  const [isEditing, setEditing] = useState(false);
  if (isEditing && onEdit) {
    return (
      <EditBox
        initial={text}
        onCancel={() => setEditing(false)}
        onSave={(next) => {
          setEditing(false);
          onEdit(next);
        }}
      />
    );
  }
  return (
    <div className="group flex flex-col items-end gap-1">
      {files.length > 0 ? (
        <ul aria-label="Files" className="flex flex-wrap justify-end gap-1.5">
          {files.map((file) => (
            <li key={file.id} className="flex items-center gap-1.5 rounded-md border bg-panel px-2 py-1 text-xs">
              <FileText aria-hidden className="size-3.5 text-kind-file" />
              {file.name} <span className="text-muted">{formatBytes(file.bytes)}</span>
            </li>
          ))}
        </ul>
      ) : null}
      <p
        dir="auto"
        className="max-w-[85%] whitespace-pre-wrap rounded-xl border bg-raised px-4 py-2.5 [overflow-wrap:anywhere]"
      >
        {text}
      </p>
      <div className="-mb-2 flex h-6 items-center gap-1">
        {branches}
        {onEdit ? (
          <IconButton
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

type EditProps = { initial: string; onSave: (text: string) => void; onCancel: () => void };

function EditBox({ initial, onSave, onCancel }: EditProps) {
  const box = useFirstFocus<HTMLTextAreaElement>();
  const [text, setText] = useState(initial);
  const isEmpty = text.trim() === "";
  return (
    <form
      className="flex flex-col gap-2 rounded-xl border bg-panel p-3"
      onSubmit={(event) => {
        event.preventDefault();
        if (!isEmpty) onSave(text.trim());
      }}
    >
      <Textarea
        aria-label="Edited question"
        dir="auto"
        ref={box}
        value={text}
        maxLength={100_000}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={(event) => {
          if (isComposing(event)) return;
          if (event.key === "Escape") onCancel();
          if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) event.currentTarget.form?.requestSubmit();
        }}
        className="field-sizing-content max-h-80 text-md"
      />
      <div className="flex items-center justify-end gap-2">
        <p className="mr-auto text-muted text-xs">The answers below stay; this becomes another branch.</p>
        <Button onClick={onCancel}>Cancel</Button>
        <Button tone="primary" type="submit" disabled={isEmpty}>
          Ask
        </Button>
      </div>
    </form>
  );
}
