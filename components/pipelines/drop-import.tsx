"use client";
import { FileDown } from "lucide-react";
import { type DragEvent, type ReactNode, useRef, useState } from "react";

/** A place where pipeline files can be dropped, anywhere on it. */
export function DropImport({
  isOn,
  onImport,
  children,
}: {
  isOn: boolean;
  onImport: (file: File) => void;
  children: ReactNode;
}) {
  const [isOver, setOver] = useState(false);
  // Every child that the pointer crosses enters and leaves too.
  const depth = useRef(0);
  const isFile = (event: DragEvent) => isOn && event.dataTransfer.types.includes("Files");
  const cross = (by: number) => (event: DragEvent) => {
    if (!isFile(event)) return;
    depth.current += by;
    setOver(depth.current > 0);
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: dropping is a shortcut for the Import button.
    <div
      className="relative min-h-[60dvh]"
      onDragEnter={cross(1)}
      onDragLeave={cross(-1)}
      onDragOver={(event) => {
        if (isFile(event)) event.preventDefault();
      }}
      onDrop={(event) => {
        if (!isFile(event)) return;
        event.preventDefault();
        depth.current = 0;
        setOver(false);
        for (const file of [...event.dataTransfer.files].slice(0, 1)) onImport(file);
      }}
    >
      {children}
      {isOver ? (
        <div className="pointer-events-none absolute -inset-3 z-20 grid animate-fade place-items-center rounded-xl border-2 border-focus border-dashed bg-scrim">
          <p className="flex items-center gap-2 rounded-lg bg-raised px-4 py-3 font-medium shadow-float">
            <FileDown aria-hidden className="size-5" /> Drop the file to import the pipeline
          </p>
        </div>
      ) : null}
    </div>
  );
}
