/** What the browser knows about adding documents, without the schemas of `collection.ts`. */

import type { OnDuplicate } from "./collection.ts";
import type { DocumentColumns } from "./document-columns.ts";

/** The template that a pipeline begins with when documents are given to an empty canvas. */
export const askDocumentsKey = "ask-documents";

export type ChosenFile = { file: File; onDuplicate: OnDuplicate; columns?: DocumentColumns };

/** Without a question: one that failed makes room for the new one, and what has come since the list was read stays. */
export function asChosen(
  files: readonly File[],
  documents: readonly { name: string }[],
  answers: ReadonlyMap<File, OnDuplicate> = new Map(),
): ChosenFile[] {
  const names = new Set(documents.map(({ name }) => name));
  return files
    .map((file) => ({ file, onDuplicate: answers.get(file) ?? (names.has(file.name) ? "replace" : "keep") }))
    .filter(({ onDuplicate }) => onDuplicate !== "skip");
}

/** Those whose names are taken: by a document that did not fail, or by an earlier one of the files. */
export function findDuplicates<Named extends { name: string }>(
  files: readonly Named[],
  documents: readonly { name: string; status: string }[],
): Named[] {
  const taken = new Set(documents.filter(({ status }) => status !== "failed").map(({ name }) => name));
  return files.filter(({ name }) => {
    const isTaken = taken.has(name);
    taken.add(name);
    return isTaken;
  });
}
