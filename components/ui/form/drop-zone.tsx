"use client";
import { clsx } from "clsx";
import { FileUp } from "lucide-react";
import { type DragEvent, useRef, useState } from "react";
import { Button } from "../ui/form/button.tsx";

const fileTypes = ".txt,.md,.markdown,.html,.htm,.pdf,.csv,.docx";

/** A place to drop files on, or to choose them with the keyboard. */
export function DropZone({ onFiles }: { onFiles: (files: File[]) => void }) {
  const [isOver, setOver] = useState(false);
  const input = useRef<HTMLInputElement>(null);
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    onFiles([...event.dataTransfer.files]);
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: dropping is an extra; the button inside does the same
    <div
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={drop}
      className={clsx(
        "flex flex-wrap items-center gap-x-4 gap-y-3 rounded-card border border-dashed px-5 py-4 transition-colors",
        isOver ? "border-focus bg-accent/8" : "bg-panel",
      )}
    >
      <FileUp aria-hidden className="size-5 shrink-0 text-kind-file" />
      <div className="min-w-0 flex-1">
        <p className="font-medium">Drop files here</p>
        <p className="text-muted text-xs">Text, Markdown, HTML, PDF, CSV or Word</p>
      </div>
      <Button onClick={() => input.current?.click()}>Choose files</Button>
      <input
        ref={input}
        type="file"
        multiple
        accept={fileTypes}
        aria-label="Files to add"
        tabIndex={-1}
        className="sr-only"
        onChange={(event) => {
          onFiles([...(event.target.files ?? [])]);
          event.target.value = "";
        }}
      />
    </div>
  );
}
