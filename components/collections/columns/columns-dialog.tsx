"use client";
import { useEffect, useRef, useState } from "react";
import type { ChosenFile } from "../../../lib/documents/adding-documents.ts";
import type { DocumentColumns } from "../../../lib/documents/document-columns.ts";
import type { Json } from "../../../lib/values/json.ts";
import { Button } from "../../ui/form/button.tsx";
import { Field } from "../../ui/form/field.tsx";
import { Select } from "../../ui/form/select.tsx";
import { Dialog } from "../../ui/overlay/dialog.tsx";
import { formatCount } from "../../ui/text/format.ts";
import { Notice } from "../../ui/text/notice.tsx";
import { LookedAt } from "./looked-at.tsx";
import { hasNoColumns, useTables } from "./use-tables.ts";

type Props = {
  collectionId: string;
  files: readonly ChosenFile[];
  /** What was chosen for the document whose place a file takes. */
  earlierOf: (file: File) => { [key: string]: Json } | null;
  onChosen: (files: ChosenFile[]) => void;
  onCancel: () => void;
};

const withoutFields: DocumentColumns = { fields: [], rows: "chunks", misfits: "refuse" };

/**
 * The columns of tables with their guessed kinds and first values: which become fields, and what a row becomes. Asks once
 * for all of them, and not at all when none has columns.
 */
export function ColumnsDialog({ collectionId, files, earlierOf, onChosen, onCancel }: Props) {
  const { tables, change } = useTables(collectionId, files, earlierOf);
  const [shown, setShown] = useState<number>();
  const hasNone = tables.every(hasNoColumns);
  useOnce(hasNone, () => onChosen([...files]));
  if (hasNone) return null;
  const at =
    shown ??
    Math.max(
      0,
      tables.findIndex(({ found }) => found),
    );
  const table = tables[at];
  const isOne = files.length === 1;
  const broken = tables.find(({ problem }) => problem !== undefined);
  const isReady = tables.every(({ isReading }) => !isReading) && tables.some(({ found }) => found) && !broken;
  const count = formatCount(files.length);
  return (
    <Dialog
      open
      wide
      onOpenChange={(isOpen) => isOpen || onCancel()}
      title={isOne ? `Columns of “${files[0]?.file.name ?? ""}”` : `Columns of ${count} files`}
      description="Columns that you choose become fields of the rows: searches can be filtered by them, and citations have them."
      footer={
        <>
          <Button onClick={onCancel}>Cancel</Button>
          <Button onClick={() => onChosen(files.map((file) => ({ ...file, columns: withoutFields })))}>
            Add without fields
          </Button>
          <Button tone="primary" disabled={!isReady} onClick={() => onChosen(tables.map(({ chosen }) => chosen))}>
            {isOne ? "Add" : `Add ${count} files`}
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-4">
        {isOne ? null : (
          <Field label="File">
            {(ids) => (
              <Select
                {...ids}
                value={String(at)}
                options={files.map(({ file }, index) => ({ value: String(index), label: file.name }))}
                onChange={(next) => setShown(Number(next))}
              />
            )}
          </Field>
        )}
        {table ? <LookedAt key={at} table={table} onChange={(draft) => change(at, draft)} /> : null}
        {broken ? (
          <Notice tone="danger">
            {isOne ? "" : `“${broken.chosen.file.name}”: `}
            {broken.problem}
          </Notice>
        ) : null}
      </div>
    </Dialog>
  );
}

function useOnce(isTime: boolean, act: () => void): void {
  const isDone = useRef(false);
  useEffect(() => {
    if (!isTime || isDone.current) return;
    isDone.current = true;
    act();
  });
}
