"use client";
import { errorMessage } from "../../api/backend.ts";
import { countOf } from "../../ui/text/format.ts";
import { Notice } from "../../ui/text/notice.tsx";
import { type ColumnDraft, type Draft, missingOf } from "./column-draft.ts";
import { ColumnTable } from "./column-table.tsx";
import { RowFields } from "./row-fields.tsx";
import { hasNoColumns, type Table } from "./use-tables.ts";

type Props = { table: Table; onChange: (draft: Draft) => void };

/** What one file has in its columns, and what is chosen of it. */
export function LookedAt({ table, onChange }: Props) {
  const { found, draft, earlier, error } = table;
  if (error) return <Notice tone={hasNoColumns(table) ? "info" : "danger"}>{errorMessage(error)}</Notice>;
  if (!found || !draft) {
    return (
      <p role="status" className="py-6 text-center text-muted">
        Reading the columns
      </p>
    );
  }
  const missing = missingOf(found, earlier);
  const changeColumn = (changed: ColumnDraft) =>
    onChange({
      ...draft,
      columns: draft.columns.map((each) => (each.column === changed.column ? changed : each)),
    });
  return (
    <div className="flex flex-col gap-4">
      <p className="text-muted text-xs tabular-nums">
        {countOf(found.rows, "row")}, {countOf(found.columns.length, "column")}. Kinds are guessed from all values;
        change what is wrong.
      </p>
      {missing.length > 0 ? (
        <Notice tone="warning">
          {missing.length === 1 ? "A field's column is" : "The columns of some fields are"} not in this file, and its
          rows will lack {missing.length === 1 ? "the field" : "those fields"}: {missing.join(", ")}.
        </Notice>
      ) : null}
      <ColumnTable found={found} columns={draft.columns} onChange={changeColumn} />
      <RowFields found={found} draft={draft} onChange={(patch) => onChange({ ...draft, ...patch })} />
    </div>
  );
}
