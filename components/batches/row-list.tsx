"use client";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { CircleAlert, CircleCheck, CircleSlash, CircleX, Clock, LoaderCircle, type LucideIcon } from "lucide-react";
import Link from "next/link";
import { useEffect, useState } from "react";
import { type RowState, rowStates } from "../../lib/batches/batch.ts";
import { stringifyJson } from "../../lib/values/exact-json.ts";
import type { Json } from "../../lib/values/json.ts";
import type { BatchRowView, BatchView } from "../../lib/views/live/batch-views.ts";
import { useTRPC } from "../api/provider.tsx";
import { userMessage } from "../api/user-message.ts";
import { Button } from "../ui/form/button.tsx";
import { Select } from "../ui/form/select.tsx";
import { Skeleton } from "../ui/page/skeleton.tsx";
import { Table, Td, Th } from "../ui/page/table.tsx";
import { Notice } from "../ui/text/notice.tsx";
import { endedRows } from "./batch-state.tsx";

const pageSize = 50;
/** More would make a table that is not read; the downloads have them all. */
const shownColumns = 6;
const shownCharacters = 120;

const states = {
  waiting: { label: "Waiting", icon: Clock, text: "text-muted" },
  refused: { label: "Does not fit", icon: CircleAlert, text: "text-warning" },
  running: { label: "Running", icon: LoaderCircle, text: "text-info" },
  succeeded: { label: "Succeeded", icon: CircleCheck, text: "text-success" },
  failed: { label: "Failed", icon: CircleX, text: "text-danger" },
  cancelled: { label: "Not run", icon: CircleSlash, text: "text-muted" },
} as const satisfies Record<RowState, { label: string; icon: LucideIcon; text: string }>;

type Shown = RowState | "all";

/** The rows in the order of the file, a page at a time. */
export function RowList({ batch }: { batch: BatchView }) {
  const trpc = useTRPC();
  const [shown, setShown] = useState<Shown>(batch.state === "refused" && batch.refused > 0 ? "refused" : "all");
  const [cursors, setCursors] = useState<string[]>([]);
  const cursor = cursors.at(-1);
  const ask = { id: batch.pipelineId, batchId: batch.id, limit: pageSize };
  const { data, error, refetch } = useQuery({
    ...trpc.batches.rows.queryOptions({
      ...ask,
      ...(shown === "all" ? {} : { state: shown }),
      ...(cursor === undefined ? {} : { cursor }),
    }),
    placeholderData: keepPreviousData,
  });
  // Also when the last row has ended, after which nothing asks for them again.
  const standing = `${batch.state} ${batch.total} ${batch.running} ${endedRows(batch)}`;
  const [shownStanding, setShownStanding] = useState(standing);
  useEffect(() => {
    if (standing === shownStanding) return;
    setShownStanding(standing);
    void refetch();
  }, [standing, shownStanding, refetch]);
  const filter = (state: Shown) => {
    setShown(state);
    setCursors([]);
  };
  return (
    <section aria-label="Rows" className="flex flex-col gap-3">
      <div className="flex flex-wrap items-center justify-between gap-3">
        <h2 className="font-semibold text-md">{batch.startedAt === null ? "First rows" : "Results"}</h2>
        <div className="w-44">
          <Select<Shown>
            aria-label="Which rows"
            value={shown}
            onChange={filter}
            options={[
              { value: "all", label: "All rows" },
              ...rowStates.map((state) => ({ value: state, label: states[state].label })),
            ]}
          />
        </div>
      </div>
      {error ? <Notice tone="danger">{userMessage(error)}</Notice> : null}
      {data ? <RowTable batch={batch} rows={data.items} /> : <Skeleton className="h-40" />}
      <div className="flex justify-end gap-2">
        {cursors.length > 0 ? <Button onClick={() => setCursors(cursors.slice(0, -1))}>Previous</Button> : null}
        {data?.nextCursor === undefined ? null : (
          <Button onClick={() => setCursors([...cursors, data.nextCursor ?? ""])}>Next</Button>
        )}
      </div>
    </section>
  );
}

function RowTable({ batch, rows }: { batch: BatchView; rows: readonly BatchRowView[] }) {
  const columns = batch.columns.slice(0, shownColumns);
  const hidden = batch.columns.length - columns.length;
  return (
    <Table
      label="Rows of the batch"
      head={
        <>
          <Th className="w-16 text-right">Row</Th>
          <Th className="w-32">State</Th>
          {batch.startedAt === null ? null : <Th>Result</Th>}
          {columns.map((column) => (
            <Th key={column} className="max-w-48 truncate">
              {column}
            </Th>
          ))}
          {hidden > 0 ? <Th>and {hidden} more</Th> : null}
        </>
      }
    >
      {rows.length === 0 ? (
        <tr>
          <Td colSpan={columns.length + 4} className="text-muted">
            There are none.
          </Td>
        </tr>
      ) : null}
      {rows.map((row) => (
        <OneRow key={row.index} row={row} columns={columns.length} hasResult={batch.startedAt !== null} />
      ))}
    </Table>
  );
}

function OneRow({ row, columns, hasResult }: { row: BatchRowView; columns: number; hasResult: boolean }) {
  const { label, icon: Icon, text } = states[row.state];
  const problem = row.error === null ? null : <span className="text-danger">{clip(row.error, 240)}</span>;
  return (
    <tr>
      <Td className="text-right text-muted tabular-nums">{row.row}</Td>
      <Td>
        <span className={`flex items-center gap-1.5 whitespace-nowrap font-medium text-xs ${text}`}>
          <Icon aria-hidden className={row.state === "running" ? "size-3.5 animate-spin" : "size-3.5"} />
          {row.runId === null ? (
            label
          ) : (
            <Link href={`/runs/${row.runId}`} prefetch={false} className="rounded-sm underline">
              {label}
            </Link>
          )}
        </span>
        {hasResult || problem === null ? null : <span className="block min-w-56 py-1 text-xs">{problem}</span>}
      </Td>
      {hasResult ? (
        <Td className="min-w-56 max-w-96 py-2 text-xs">{problem ?? <Output output={row.output} />}</Td>
      ) : null}
      {Array.from({ length: columns }, (_, column) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a cell is its column.
        <Td key={column} className="max-w-64 truncate text-xs">
          {format(row.cells?.[column] ?? null)}
        </Td>
      ))}
    </tr>
  );
}

function Output({ output }: { output: BatchRowView["output"] }) {
  const entries = Object.entries(output ?? {});
  const [only] = entries;
  if (entries.length === 1 && only) return <span className="[overflow-wrap:anywhere]">{format(only[1])}</span>;
  return entries.map(([name, value]) => (
    <span key={name} className="block [overflow-wrap:anywhere]">
      <span className="text-muted">{name}</span> {format(value)}
    </span>
  ));
}

function format(value: Json): string {
  if (value === null) return "";
  return clip(typeof value === "string" ? value : stringifyJson(value), shownCharacters);
}

function clip(text: string, most: number): string {
  return text.length > most ? `${text.slice(0, most).toWellFormed()}…` : text;
}
