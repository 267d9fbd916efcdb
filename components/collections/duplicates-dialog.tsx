"use client";
import { useState } from "react";
import type { ChosenFile } from "../../lib/documents/adding-documents.ts";
import type { OnDuplicate } from "../../lib/documents/collection.ts";
import { Button } from "../ui/form/button.tsx";
import { Segments } from "../ui/form/segments.tsx";
import { Dialog } from "../ui/overlay/dialog.tsx";
import { formatCount } from "../ui/text/format.ts";

const choices = [
  { value: "replace", label: "Replace" },
  { value: "keep", label: "Keep both" },
  { value: "skip", label: "Skip" },
] as const satisfies readonly { value: OnDuplicate; label: string }[];

type Props = {
  /** Files whose names the collection has. */
  duplicates: readonly File[];
  onChosen: (files: ChosenFile[]) => void;
  onCancel: () => void;
};

/** Asks what is to happen to files whose names are in the collection already: to each, or to all at once. */
export function DuplicatesDialog({ duplicates, onChosen, onCancel }: Props) {
  const [chosen, setChosen] = useState<ReadonlyMap<File, OnDuplicate>>(new Map());
  const of = (file: File): OnDuplicate => chosen.get(file) ?? "replace";
  const [first] = duplicates;
  const isOne = duplicates.length === 1;
  const all = first && duplicates.every((file) => of(file) === of(first)) ? of(first) : undefined;
  return (
    <Dialog
      open
      onOpenChange={(isOpen) => isOpen || onCancel()}
      title={isOne ? `Replace “${first?.name ?? ""}”?` : `Replace ${formatCount(duplicates.length)} documents?`}
      description={`The collection already has ${isOne ? "a document of this name" : "documents of these names"}. Searches find the old document until the new one is ready.`}
      footer={
        <>
          <Button onClick={onCancel}>Cancel</Button>
          <Button tone="primary" onClick={() => onChosen(duplicates.map((file) => ({ file, onDuplicate: of(file) })))}>
            Continue
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-3 pt-1">
        {isOne ? null : (
          <p className="flex flex-wrap items-center justify-between gap-2 border-b pb-3 font-medium">
            All files
            <Segments
              label="All files"
              value={all}
              options={choices}
              onChange={(value) => setChosen(new Map(duplicates.map((file) => [file, value])))}
            />
          </p>
        )}
        <ul className="flex flex-col gap-2">
          {duplicates.map((file, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: two files may have one name, and they never move
            <li key={index} className="flex flex-wrap items-center justify-between gap-2">
              <span className="min-w-0 max-w-full truncate" title={file.name}>
                {file.name}
              </span>
              <Segments
                label={file.name}
                value={of(file)}
                options={choices}
                onChange={(value) => setChosen(new Map([...chosen, [file, value]]))}
              />
            </li>
          ))}
        </ul>
      </div>
    </Dialog>
  );
}
