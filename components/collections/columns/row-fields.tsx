"use client";
import type { FoundColumns } from "../../../lib/documents/found-columns.ts";
import { Field } from "../../ui/form/field.tsx";
import { Segments } from "../../ui/form/segments.tsx";
import { Select } from "../../ui/form/select.tsx";
import { type Draft, misfitsOf } from "./column-draft.ts";

const becoming = [
  { value: "chunks", label: "Chunks of one document" },
  { value: "documents", label: "Documents" },
] as const;
const fates = [
  { value: "refuse", label: "Refuse the file" },
  { value: "leave-out", label: "Leave them out" },
] as const;
const byNumber = "number";

type Props = { found: FoundColumns; draft: Draft; onChange: (patch: Partial<Draft>) => void };

/** What a row becomes, and what is done with values that are not of their kind. */
export function RowFields({ found, draft, onChange }: Props) {
  const { columns, rows, name, misfits } = draft;
  const hasMisfits = columns.some((column, at) => column.isField && misfitsOf(found.columns[at], column) > 0);
  // An index stands for its column, whose name may be any text.
  const names = [
    { value: byNumber, label: "The number of the row" },
    ...found.columns.map(({ column, distinct }, at) => ({
      value: String(at),
      label: column,
      ...(distinct ? { hint: "Different in each row" } : {}),
    })),
  ];
  const at = found.columns.findIndex(({ column }) => column === name);
  return (
    <>
      <div className="flex flex-wrap items-center justify-between gap-2">
        <span className="font-medium">Rows become</span>
        <Segments label="Rows become" value={rows} options={becoming} onChange={(next) => onChange({ rows: next })} />
      </div>
      {rows === "documents" ? (
        <Field
          label="Named by"
          hint="When the file is added again, a row replaces the earlier one of the same name. Unchanged rows stay."
        >
          {(ids) => (
            <Select
              {...ids}
              value={at < 0 ? byNumber : String(at)}
              options={names}
              onChange={(chosen) => onChange({ name: found.columns[Number(chosen)]?.column })}
            />
          )}
        </Field>
      ) : null}
      {hasMisfits ? (
        <div className="flex flex-wrap items-center justify-between gap-2">
          <span className="font-medium">Values that do not fit</span>
          <Segments
            label="Values that do not fit"
            value={misfits}
            options={fates}
            onChange={(next) => onChange({ misfits: next })}
          />
        </div>
      ) : null}
    </>
  );
}
