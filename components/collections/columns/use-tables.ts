"use client";
import { useQueries } from "@tanstack/react-query";
import { useId, useState } from "react";
import type { ChosenFile } from "../../../lib/documents/adding-documents.ts";
import { DocumentColumns } from "../../../lib/documents/document-columns.ts";
import type { FoundColumns } from "../../../lib/documents/found-columns.ts";
import type { Json } from "../../../lib/values/json.ts";
import { BackendProblem } from "../../api/backend.ts";
import { readColumns } from "../../api/upload-file.ts";
import { chosenOf, type Draft, draftOf } from "./column-draft.ts";

export type Table = {
  /** The file with its columns, or as it is when it has none. */
  chosen: ChosenFile;
  isReading: boolean;
  error: Error | null;
  found: FoundColumns | undefined;
  draft: Draft | undefined;
  earlier: DocumentColumns | undefined;
  /** Why what was chosen cannot be added. */
  problem: string | undefined;
};

/** The server has looked at the file; added as it is, its document says what is wrong with it. */
export function hasNoColumns({ error }: Pick<Table, "error">): boolean {
  return error instanceof BackendProblem && error.kind === "refused";
}

/** What the files have in their columns, and what is chosen of them. */
export function useTables(
  collectionId: string,
  files: readonly ChosenFile[],
  earlierOf: (file: File) => { [key: string]: Json } | null,
): { tables: Table[]; change: (at: number, draft: Draft) => void } {
  const [drafts, setDrafts] = useState<ReadonlyMap<number, Draft>>(new Map());
  // Each by its place: two files may have one name, size and time.
  const id = useId();
  const looks = useQueries({
    queries: files.map(({ file }, at) => ({
      queryKey: ["columns", collectionId, id, at, file.name, file.size, file.lastModified],
      queryFn: () => readColumns(collectionId, file),
      ...{ retry: false, staleTime: Number.POSITIVE_INFINITY, gcTime: 0 },
    })),
  });
  const tables = files.map((file, at): Table => {
    const { data: found, error = null, isPending = false } = looks[at] ?? {};
    const earlier = DocumentColumns.safeParse(earlierOf(file.file)).data;
    const draft = found && (drafts.get(at) ?? draftOf(found, earlier));
    const { columns, problem } = found && draft ? chosenOf(draft, found) : {};
    const chosen = columns ? { ...file, columns } : file;
    return { chosen, isReading: isPending, error, found, draft, earlier, problem };
  });
  return { tables, change: (at, draft) => setDrafts(new Map([...drafts, [at, draft]])) };
}
