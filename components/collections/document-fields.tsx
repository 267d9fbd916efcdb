"use client";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Plus, X } from "lucide-react";
import { type SyntheticEvent, useState } from "react";
import { isSame } from "../../lib/diff/diff.ts";
import { DocumentMetadata } from "../../lib/documents/document-metadata.ts";
import type { Json } from "../../lib/values/json.ts";
import type { DocumentView } from "../../lib/views/api-views.ts";
import { useTRPC } from "../api/provider.tsx";
import { userMessage } from "../api/user-message.ts";
import { Button } from "../ui/form/button.tsx";
import { IconButton } from "../ui/form/icon-button.tsx";
import { Input } from "../ui/form/input.tsx";
import { Notice } from "../ui/text/notice.tsx";

type Props = { collectionId: string; document: DocumentView; mayEdit: boolean };
type Row = { key: number; name: string; value: string };

/** What searches are filtered by. A value is a number, yes or no, a list in square brackets, or else a text. */
export function DocumentFields({ collectionId, document, mayEdit }: Props) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const at = { id: collectionId, documentId: document.id };
  const [rows, setRows] = useState(() => rowsOf(document.metadata));
  /** What the rows were made from. */
  const [from, setFrom] = useState(document);
  const [problem, setProblem] = useState<string>();
  const save = useMutation(
    trpc.collections.setDocumentMetadata.mutationOptions({
      onError: (error) => setProblem(userMessage(error)),
      onSuccess: (changed) => {
        queries.setQueryData(trpc.collections.document.queryKey(at), changed);
        setRows(rowsOf(changed.metadata));
        setFrom(changed);
      },
    }),
  );
  const change = (key: number, patch: Partial<Row>) =>
    setRows((all) => all.map((row) => (row.key === key ? { ...row, ...patch } : row)));
  const filled = filledOf(rows);
  const isChanged = !isSame(filled, filledOf(rowsOf(from.metadata)));
  const submit = (event: SyntheticEvent) => {
    event.preventDefault();
    const unclear = problemOf(filled);
    const parsed = DocumentMetadata.safeParse(Object.fromEntries(filled));
    setProblem(unclear ?? parsed.error?.issues[0]?.message);
    if (!unclear && parsed.success) save.mutate({ ...at, metadata: parsed.data, revision: from.revision });
  };
  if (!mayEdit && rows.length === 0) return null;
  return (
    <form onSubmit={submit} aria-label="Fields" className="flex flex-col gap-2 rounded-card border bg-panel p-4">
      <h2 className="font-semibold text-md">Fields</h2>
      <p className="text-muted text-xs">
        Searches can be filtered by them. A value is a number, a date such as 2027-01-31, yes or no, a list such as
        [draft, eu], or any other text.
      </p>
      {rows.map(({ key, name, value }, index) => (
        <div key={key} className="flex items-center gap-2">
          <div className="w-2/5 max-w-48 shrink-0">
            <Input
              aria-label={`Name of field ${index + 1}`}
              placeholder="Name"
              disabled={!mayEdit}
              value={name}
              onChange={(event) => change(key, { name: event.target.value })}
            />
          </div>
          <div className="min-w-0 flex-1">
            <Input
              aria-label={`Value of field ${index + 1}`}
              placeholder="Value"
              disabled={!mayEdit}
              value={value}
              onChange={(event) => change(key, { value: event.target.value })}
            />
          </div>
          {mayEdit ? (
            <IconButton
              label={`Remove field ${index + 1}`}
              onClick={() => setRows((all) => all.filter((row) => row.key !== key))}
            >
              <X aria-hidden />
            </IconButton>
          ) : null}
        </div>
      ))}
      {problem === undefined ? null : <Notice tone="danger">{problem}</Notice>}
      {mayEdit ? (
        <div className="flex gap-2">
          <Button size="sm" onClick={() => setRows((all) => [...all, { key: nextKey(all), name: "", value: "" }])}>
            <Plus aria-hidden className="size-4" />
            Add field
          </Button>
          <Button size="sm" type="submit" tone="primary" busy={save.isPending} disabled={!isChanged}>
            Save fields
          </Button>
        </div>
      ) : null}
    </form>
  );
}

type Filled = readonly (readonly [name: string, value: Json])[];

/** What stands in the rows that are not empty. */
function filledOf(rows: readonly Row[]): Filled {
  return rows.flatMap(({ name, value }) => (name.trim() || value.trim() ? [[name.trim(), read(value)] as const] : []));
}

/** Why the rows cannot be told apart by name. */
function problemOf(filled: Filled): string | undefined {
  const nameless = filled.find(([name]) => name === "");
  if (nameless) return `Give the field with the value “${shown(nameless[1])}” a name, or remove it.`;
  const twice = filled.find(([name], index) => filled.findIndex(([other]) => other === name) < index);
  return twice && `“${twice[0]}” is there twice. Give one of the two another name.`;
}

const nextKey = (rows: readonly Row[]) => Math.max(0, ...rows.map(({ key }) => key)) + 1;

function rowsOf(metadata: { [key: string]: Json }): Row[] {
  return Object.entries(metadata).map(([name, value], key) => ({ key, name, value: shown(value) }));
}

function shown(value: Json): string {
  if (Array.isArray(value)) return `[${value.join(", ")}]`;
  if (typeof value === "boolean") return value ? "yes" : "no";
  // What would be read as something else stands in quotes.
  return typeof value === "string" && read(value) !== value ? `"${value}"` : String(value);
}

function read(text: string): string | number | boolean | string[] {
  const value = text.trim();
  if (value === "yes" || value === "true") return true;
  if (value === "no" || value === "false") return false;
  if (/^-?\d{1,15}(\.\d{1,15})?$/.test(value)) return Number(value);
  if (/^".*"$/s.test(value)) return value.slice(1, -1);
  if (!/^\[.*\]$/s.test(value)) return value;
  return value
    .slice(1, -1)
    .split(",")
    .map((item) => item.trim())
    .filter((item) => item !== "");
}
