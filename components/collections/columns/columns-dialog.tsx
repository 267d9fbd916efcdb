"use client";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { DocumentColumns, type FoundColumns } from "../../../lib/document-columns.ts";
import type { Json } from "../../../lib/values/json.ts";
import { errorMessage } from "../../api/backend.ts";
import { readColumns } from "../../api/upload-file.ts";
import { Button } from "../../ui/form/button.tsx";
import { Dialog } from "../../ui/overlay/dialog.tsx";
import { formatCount } from "../../ui/text/format.ts";
import { Notice } from "../../ui/text/notice.tsx";
import { type ColumnDraft, columnsOf, type Draft, draftOf } from "./column-draft.ts";
import { ColumnTable } from "./column-table.tsx";
import { RowFields } from "./row-fields.tsx";

type Props = {
  collectionId: string;
  file: File;
  /** What was chosen for the document whose place the file takes. */
  earlier: { [key: string]: Json } | null;
  onChosen: (columns: DocumentColumns) => void;
  onCancel: () => void;
};

/** The columns of a table with their guessed kinds and first values: which become fields, and what a row becomes. */
export function ColumnsDialog({ collectionId, file, earlier, onChosen, onCancel }: Props) {
  const [changed, setChanged] = useState<Draft>();
  const { data: found, error } = useQuery({
    queryKey: ["columns", collectionId, file.name, file.size, file.lastModified],
    queryFn: () => readColumns(collectionId, file),
    retry: false,
  });
  const draft = changed ?? (found && draftOf(found, DocumentColumns.safeParse(earlier).data));
  const columns = draft && DocumentColumns.safeParse(columnsOf(draft));
  const asItIs = () => onChosen({ fields: [], rows: "chunks", misfits: "refuse" });
  return (
    <Dialog
      open
      wide
      onOpenChange={(isOpen) => isOpen || onCancel()}
      title={`Columns of “${file.name}”`}
      description="Columns that you choose become fields of its rows: searches can be filtered by them, and citations have them."
      footer={
        <>
          <Button onClick={onCancel}>Cancel</Button>
          <Button onClick={asItIs}>Add without fields</Button>
          <Button
            tone="primary"
            disabled={!columns?.success}
            onClick={() => columns?.success && onChosen(columns.data)}
          >
            Add
          </Button>
        </>
      }
    >
      {error ? <Notice tone="danger">{errorMessage(error)}</Notice> : null}
      {found && draft ? (
        <ColumnsForm found={found} draft={draft} onChange={setChanged} />
      ) : error ? null : (
        <p role="status" className="py-6 text-center text-muted">
          Reading the columns
        </p>
      )}
      {columns?.error ? <Notice tone="danger">{columns.error.issues[0]?.message}</Notice> : null}
    </Dialog>
  );
}

type FormProps = { found: FoundColumns; draft: Draft; onChange: (draft: Draft) => void };

function ColumnsForm({ found, draft, onChange }: FormProps) {
  const changeColumn = (column: string, patch: Partial<ColumnDraft>) =>
    onChange({
      ...draft,
      columns: draft.columns.map((each) => (each.column === column ? { ...each, ...patch } : each)),
    });
  return (
    <div className="flex flex-col gap-4">
      <p className="text-muted text-xs tabular-nums">
        {formatCount(found.rows)} {found.rows === 1 ? "row" : "rows"}, {formatCount(found.columns.length)}{" "}
        {found.columns.length === 1 ? "column" : "columns"}. Kinds are guessed from all values; change what is wrong.
      </p>
      <ColumnTable found={found} columns={draft.columns} onChange={changeColumn} />
      <RowFields found={found} draft={draft} onChange={(patch) => onChange({ ...draft, ...patch })} />
    </div>
  );
}
