"use client";
import { useState } from "react";
import { asChosen, type ChosenFile, findDuplicates } from "../../lib/documents/adding-documents.ts";
import { hasColumns } from "../../lib/documents/document-columns.ts";
import type { DocumentView } from "../../lib/views/api-views.ts";
import { ColumnsDialog } from "./columns/columns-dialog.tsx";
import { DuplicatesDialog } from "./duplicates-dialog.tsx";

type Asked = { files: readonly File[]; duplicates: readonly File[] };

/**
 * `add` sends files. It asks first what is to become of documents of their names, and then, once for all tables, which of
 * their columns are fields.
 */
export function useAdding(
  collectionId: string,
  documents: readonly DocumentView[],
  send: (files: readonly ChosenFile[]) => void,
) {
  const [asked, setAsked] = useState<Asked>();
  const [tables, setTables] = useState<readonly ChosenFile[]>([]);
  const known = [
    ...documents,
    ...documents.flatMap((each) => (each.rowOf === null ? [] : [{ ...each, name: each.rowOf }])),
  ];
  const proceed = (chosen: readonly ChosenFile[]) => {
    setTables((waiting) => [...waiting, ...chosen.filter(({ file }) => hasColumns(file.name))]);
    send(chosen.filter(({ file }) => !hasColumns(file.name)));
  };
  const add = (files: readonly File[]) => {
    const duplicates = findDuplicates(files, known);
    if (duplicates.length > 0) setAsked({ files, duplicates });
    else proceed(asChosen(files, known));
  };
  const onChosen = (chosen: readonly ChosenFile[]) => {
    const choices = new Map(chosen.map(({ file, onDuplicate }) => [file, onDuplicate]));
    setAsked(undefined);
    proceed(asChosen(asked?.files ?? [], known, choices));
  };
  const dialog = asked ? (
    <DuplicatesDialog duplicates={asked.duplicates} onChosen={onChosen} onCancel={() => setAsked(undefined)} />
  ) : tables.length > 0 ? (
    <ColumnsDialog
      key={tables.length}
      collectionId={collectionId}
      files={tables}
      earlierOf={({ name }) => known.findLast((each) => each.name === name && each.columns !== null)?.columns ?? null}
      onChosen={(files) => {
        setTables([]);
        send(files);
      }}
      onCancel={() => setTables([])}
    />
  ) : null;
  return { add, dialog };
}
