"use client";
import { clsx } from "clsx";
import { FileUp } from "lucide-react";
import { type DragEvent, useState } from "react";
import { fileEndings } from "../../../lib/documents/file-endings.ts";
import { ByPointer } from "../text/by-pointer.tsx";
import { FileButton } from "./file-button.tsx";

/** What collections can read, as the file dialog wants it. */
export const documentTypes = fileEndings.map((ending) => `.${ending}`).join();

type Props = {
  onFiles: (files: File[]) => void;
  /** What is asked for, and below it in small letters what is accepted. */
  title?: string;
  hint?: string;
  /** The name of the file input, which is not seen; or its id, where a label names it. */
  label?: string;
  id?: string;
  describedBy?: string | undefined;
  accept?: string;
  isSingle?: boolean;
  /** What was chosen, or that nothing was, is refused. The button cannot say so by itself: only fields are invalid. */
  isInvalid?: boolean;
  className?: string;
};

/** A place to drop files on, or to choose them with the keyboard. */
export function DropZone({
  onFiles,
  title,
  hint,
  label,
  id,
  describedBy,
  accept,
  isSingle,
  isInvalid,
  className,
}: Props) {
  const [isOver, setOver] = useState(false);
  const take = (files: Iterable<File> | null) => {
    const all = [...(files ?? [])];
    if (all.length > 0) onFiles(isSingle ? all.slice(0, 1) : all);
  };
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    take(event.dataTransfer.files);
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: dropping is an extra; the button inside does the same
    <div
      data-invalid={isInvalid || undefined}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={drop}
      className={clsx(
        "flex flex-wrap items-center gap-x-4 gap-y-3 rounded-card border border-dashed transition-colors",
        isOver ? "border-focus bg-accent/8" : "bg-panel data-invalid:border-danger",
        className ?? "px-5 py-4",
      )}
    >
      <FileUp aria-hidden className="size-5 shrink-0 text-kind-file" />
      <div className="min-w-0 flex-1">
        <p className="font-medium">
          {title ?? (
            <ByPointer touch={isSingle ? "Add a file" : "Add files"}>
              {isSingle ? "Drop a file here" : "Drop files here"}
            </ByPointer>
          )}
        </p>
        {hint ? <p className="text-muted text-xs">{hint}</p> : null}
      </div>
      <FileButton label={label} id={id} describedBy={describedBy} accept={accept} isSingle={isSingle} onFiles={take}>
        {isSingle ? "Choose a file" : "Choose files"}
      </FileButton>
    </div>
  );
}
