"use client";
import type { ColumnKind, FoundColumn, FoundColumns } from "../../../lib/document-columns.ts";
import { Input } from "../../ui/form/input.tsx";
import { Select } from "../../ui/form/select.tsx";
import { Table, Td, Th } from "../../ui/page/table.tsx";
import { formatCount } from "../../ui/text/format.ts";
import type { ColumnDraft } from "./column-draft.ts";

const kinds = [
  { value: "text", label: "Text" },
  { value: "number", label: "Number" },
  { value: "date", label: "Date" },
  { value: "yes-no", label: "Yes or no" },
] as const satisfies readonly { value: ColumnKind; label: string }[];

type Props = {
  found: FoundColumns;
  columns: readonly ColumnDraft[];
  onChange: (column: string, patch: Partial<ColumnDraft>) => void;
};

/** A line for each column, with what it has in the first rows. */
export function ColumnTable({ found, columns, onChange }: Props) {
  const shown = found.first.slice(0, 3);
  return (
    <Table
      label="Columns"
      head={
        <>
          <Th>Column</Th>
          <Th>Kind</Th>
          <Th>Field</Th>
          {shown.map((_, row) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: rows never move
            <Th key={row}>Row {row + 1}</Th>
          ))}
        </>
      }
    >
      {columns.map((draft, at) => (
        <tr key={draft.column}>
          <Td className="max-w-44 py-1.5">
            <label className="flex min-w-0 cursor-pointer items-center gap-2">
              <input
                type="checkbox"
                className="size-4 shrink-0 accent-accent"
                checked={draft.isField}
                onChange={() => onChange(draft.column, { isField: !draft.isField })}
              />
              <span className="min-w-0 truncate font-medium" title={draft.column}>
                {draft.column}
              </span>
            </label>
          </Td>
          <Td className="min-w-36 py-1.5">
            <Select
              aria-label={`Kind of ${draft.column}`}
              value={draft.kind}
              options={kinds}
              onChange={(kind) => onChange(draft.column, { kind })}
            />
            <Misfits column={found.columns[at]} kind={draft.kind} isField={draft.isField} />
          </Td>
          <Td className="min-w-32 py-1.5">
            {draft.isField ? (
              <Input
                aria-label={`Field of ${draft.column}`}
                maxLength={100}
                value={draft.field}
                onChange={(event) => onChange(draft.column, { field: event.target.value })}
              />
            ) : (
              <span className="text-muted text-xs">In the text only</span>
            )}
          </Td>
          {shown.map((row, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: rows never move
            <Td key={index} className="max-w-40 truncate text-muted" title={row[at]}>
              {row[at]}
            </Td>
          ))}
        </tr>
      ))}
    </Table>
  );
}

type MisfitsProps = { column: FoundColumn | undefined; kind: ColumnKind; isField: boolean };

function Misfits({ column, kind, isField }: MisfitsProps) {
  const misfits = column?.misfits[kind] ?? 0;
  if (!column || misfits === 0 || !isField) return null;
  return (
    <p className="pt-1 text-danger text-xs tabular-nums">
      {formatCount(misfits)} of {formatCount(column.values)} {misfits === 1 ? "does" : "do"} not fit
    </p>
  );
}
