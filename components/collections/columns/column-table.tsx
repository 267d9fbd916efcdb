"use client";
import type { Reading } from "../../../lib/documents/document-columns.ts";
import type { FoundColumn, FoundColumns } from "../../../lib/documents/found-columns.ts";
import { Input } from "../../ui/form/input.tsx";
import { Select } from "../../ui/form/select.tsx";
import { Table, Td, Th } from "../../ui/page/table.tsx";
import { formatCount } from "../../ui/text/format.ts";
import { type ColumnDraft, exampleOf, misfitsOf, readingOf } from "./column-draft.ts";

/** How a column may be read; a list's value is its place here. */
const readings: readonly { label: string; reading: Reading }[] = [
  { label: "Text", reading: { kind: "text" } },
  { label: "Number", reading: { kind: "number" } },
  { label: "Number as 1.234,5", reading: { kind: "number", numberFormat: "decimal-comma" } },
  { label: "Number as 1,234.5", reading: { kind: "number", numberFormat: "decimal-point" } },
  { label: "Date", reading: { kind: "date" } },
  { label: "Date as 31.01.2027", reading: { kind: "date", dateFormat: "day.month.year" } },
  { label: "Date as 31/01/2027", reading: { kind: "date", dateFormat: "day/month/year" } },
  { label: "Date as 01/31/2027", reading: { kind: "date", dateFormat: "month/day/year" } },
  { label: "Yes or no", reading: { kind: "yes-no" } },
];
const options = readings.map(({ label }, at) => ({ value: String(at), label }));

function placeOf({ kind, numberFormat = "plain", dateFormat = "iso" }: Reading): string {
  const isSame = ({ reading }: (typeof readings)[number]) =>
    reading.kind === kind &&
    (kind !== "number" || (reading.numberFormat ?? "plain") === numberFormat) &&
    (kind !== "date" || (reading.dateFormat ?? "iso") === dateFormat);
  return String(readings.findIndex(isSame));
}

type Props = {
  found: FoundColumns;
  columns: readonly ColumnDraft[];
  onChange: (draft: ColumnDraft) => void;
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
                onChange={() => onChange({ ...draft, isField: !draft.isField })}
              />
              <span className="min-w-0 truncate font-medium" title={draft.column}>
                {draft.column}
              </span>
            </label>
          </Td>
          <Td className="min-w-36 py-1.5">
            <Select
              aria-label={`Kind of ${draft.column}`}
              value={placeOf(draft)}
              options={options}
              onChange={(place) => onChange(changed(draft, readings[Number(place)]?.reading, found.columns[at]))}
            />
            <HowRead column={found.columns[at]} draft={draft} values={found.first.flatMap((row) => row[at] || [])} />
          </Td>
          <Td className="min-w-32 py-1.5">
            {draft.isField ? (
              <Input
                aria-label={`Field of ${draft.column}`}
                maxLength={100}
                value={draft.field}
                onChange={(event) => onChange({ ...draft, field: event.target.value })}
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

function changed(
  { column, field, isField }: ColumnDraft,
  reading: Reading = { kind: "text" },
  found: FoundColumn | undefined,
): ColumnDraft {
  const unit = found?.unit === undefined ? {} : { unit: found.unit };
  return { column, field, isField, ...readingOf({ ...reading, ...unit }) };
}

type HowReadProps = { column: FoundColumn | undefined; draft: ColumnDraft; values: readonly string[] };

/** What becomes of the column's values: an example, how many do not fit, or why they were left as texts. */
function HowRead({ column, draft, values }: HowReadProps) {
  if (!column) return null;
  const misfits = misfitsOf(column, draft);
  const example = exampleOf(values, draft);
  return (
    <>
      {draft.isField && example ? (
        <p className="max-w-56 pt-1 text-muted text-xs tabular-nums">
          {example.written} is read as <span className="whitespace-nowrap">{example.read}</span>
        </p>
      ) : null}
      {draft.isField && misfits > 0 ? (
        <p className="pt-1 text-danger text-xs tabular-nums">
          {formatCount(misfits)} of {formatCount(column.values)} {misfits === 1 ? "does" : "do"} not fit
        </p>
      ) : null}
      {draft.kind === "text" && column.unclear !== undefined ? (
        <p className="max-w-56 pt-1 text-muted text-xs tabular-nums">{column.unclear} Choose how they are written.</p>
      ) : null}
    </>
  );
}
