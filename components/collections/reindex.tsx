"use client";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useId, useState } from "react";
import { type ChunkUnit, chunkSizeProblem } from "../../lib/documents/collection.ts";
import type { DocumentView } from "../../lib/views/api-views.ts";
import { useTRPC } from "../api/provider.tsx";
import { toastError } from "../api/toast-error.ts";
import { Button } from "../ui/form/button.tsx";
import { Input } from "../ui/form/input.tsx";
import { Select } from "../ui/form/select.tsx";
import { isUnderWay } from "./document-table.tsx";

const units = [
  { value: "characters", label: "Characters" },
  { value: "tokens", label: "Tokens" },
] as const;

/** Has the file cut and embedded anew, in chunks of another size. */
export function Reindex({ collectionId, document }: { collectionId: string; document: DocumentView }) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const at = { id: collectionId, documentId: document.id };
  const id = useId();
  const [size, setSize] = useState(String(document.chunkSize ?? ""));
  const [unit, setUnit] = useState<ChunkUnit>(document.chunkUnit ?? "characters");
  const problem = chunkSizeProblem(size.trim() === "" ? Number.NaN : Number(size), unit);
  const reindex = useMutation(
    trpc.collections.reindex.mutationOptions({
      onError: toastError,
      onSuccess: (changed) => queries.setQueryData(trpc.collections.document.queryKey(at), changed),
    }),
  );
  if (document.chunkSize === null) {
    return (
      <p className="text-muted text-xs">A pipeline added this document. Run the pipeline again to index it again.</p>
    );
  }
  return (
    <form
      className="flex flex-wrap items-end gap-2 rounded-card border bg-panel p-4"
      onSubmit={(event) => {
        event.preventDefault();
        if (problem === undefined) reindex.mutate({ ...at, chunkSize: Number(size), chunkUnit: unit });
      }}
    >
      <div className="flex flex-col gap-1 text-xs">
        <label htmlFor={id} className="text-muted">
          Chunk size
        </label>
        <Input id={id} inputMode="numeric" value={size} onChange={(event) => setSize(event.target.value)} />
      </div>
      <Select
        aria-label="Counted in"
        className="max-w-32"
        value={unit}
        options={units}
        onChange={(next) => {
          setUnit(next);
          if (next !== unit) setSize(String(next === "tokens" ? 200 : 800));
        }}
      />
      <Button type="submit" disabled={problem !== undefined || isUnderWay(document)} busy={reindex.isPending}>
        Index again
      </Button>
      <p className={problem === undefined ? "basis-full text-muted text-xs" : "basis-full text-danger text-xs"}>
        {problem ??
          (unit === "tokens"
            ? "Tokens are counted as the collection's embedding counts them. The file is split and indexed again. Until that is done, searches do not find its chunks."
            : "The file is split and indexed again. Until that is done, searches do not find its chunks.")}
      </p>
    </form>
  );
}
