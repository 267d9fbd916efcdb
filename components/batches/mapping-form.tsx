"use client";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Play } from "lucide-react";
import { useRouter } from "next/navigation";
import { type SyntheticEvent, useState } from "react";
import { batchLimits } from "../../lib/batches/batch.ts";
import type { BatchView } from "../../lib/views/live/batch-views.ts";
import { useTRPC } from "../api/provider.tsx";
import { toastError } from "../api/toast-error.ts";
import { userMessage } from "../api/user-message.ts";
import { RunEstimate } from "../runs/budget/run-estimate.tsx";
import { Button } from "../ui/form/button.tsx";
import { Field } from "../ui/form/field.tsx";
import { Input } from "../ui/form/input.tsx";
import { Select } from "../ui/form/select.tsx";
import { Notice } from "../ui/text/notice.tsx";
import { formatRows } from "./batch-state.tsx";

/** Stands for leaving an input open, in a select that keeps "" for nothing chosen. Not the first letter of a column's option. */
const none = "none";

/** Which column gives each input its value, and how many rows run at once. */
export function MappingForm({ batch }: { batch: BatchView }) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const [mapping, setMapping] = useState<Record<string, string>>(batch.mapping);
  const [concurrency, setConcurrency] = useState(String(batch.concurrency));
  const start = useMutation(
    trpc.batches.start.mutationOptions({
      onSuccess: () => void queries.invalidateQueries({ queryKey: trpc.batches.pathKey() }),
    }),
  );
  const choose = (field: string, chosen: string) => {
    const { [field]: _, ...rest } = mapping;
    const column = chosen === none ? undefined : batch.columns[Number(chosen)];
    setMapping(column === undefined ? rest : { ...rest, [field]: column });
  };
  const begin = (onRefused: "stop" | "skip") =>
    start.mutate({ id: batch.pipelineId, batchId: batch.id, mapping, concurrency: Number(concurrency), onRefused });
  const submit = (event: SyntheticEvent) => {
    event.preventDefault();
    begin("stop");
  };
  const fitting = batch.total - batch.refused - batch.failed;
  return (
    <form onSubmit={submit} aria-label="Columns" className="flex flex-col gap-4 rounded-card border bg-panel px-4 py-4">
      <div>
        <h2 className="font-semibold text-md">Columns</h2>
        <p className="text-muted text-sm">
          Choose which column gives each input its value. Every row is checked before anything runs.
        </p>
      </div>
      <div className="grid gap-4 sm:grid-cols-2 lg:grid-cols-3">
        {batch.sheets.length > 1 ? <SheetField batch={batch} /> : null}
        {batch.fields.map(({ name, title, kind, optional }) => (
          <Field key={name} label={title} optional={optional} hint={kind}>
            {(ids) => (
              <Select
                {...ids}
                value={columnValue(batch.columns, mapping[name]) ?? (optional ? none : undefined)}
                placeholder="Choose a column"
                options={[
                  ...(optional ? [{ value: none, label: "Leave it empty" }] : []),
                  ...batch.columns.map((column, index) => ({ value: String(index), label: column })),
                ]}
                onChange={(chosen) => choose(name, chosen)}
              />
            )}
          </Field>
        ))}
        <Field label="Rows at once" hint={`1 to ${batchLimits.concurrency}`}>
          {(ids) => (
            <Input
              {...ids}
              type="number"
              required
              min={1}
              max={batchLimits.concurrency}
              value={concurrency}
              onChange={(event) => setConcurrency(event.target.value)}
            />
          )}
        </Field>
      </div>
      {fitting > 0 ? (
        <RunEstimate pipelineId={batch.pipelineId} version={batch.version ?? "draft"} rows={fitting} />
      ) : null}
      {start.error ? <Notice tone="danger">{userMessage(start.error)}</Notice> : null}
      <div className="flex flex-wrap gap-2">
        <Button type="submit" tone="primary" busy={start.isPending}>
          <Play aria-hidden className="size-3.5 fill-current" />
          {batch.refused > 0 ? "Check again and run" : `Run ${formatRows(fitting)}`}
        </Button>
        {batch.refused > 0 && fitting > 0 ? (
          <Button busy={start.isPending} onClick={() => begin("skip")}>
            Run {formatRows(fitting)} without the others
          </Button>
        ) : null}
      </div>
    </form>
  );
}

/** Another sheet has other rows and columns: it makes another batch of the file, in place of this one. */
function SheetField({
  batch: { id: batchId, pipelineId: id, file, sheet, sheets, concurrency },
}: {
  batch: BatchView;
}) {
  const trpc = useTRPC();
  const router = useRouter();
  const create = useMutation(trpc.batches.create.mutationOptions());
  const remove = useMutation(trpc.batches.delete.mutationOptions());
  const choose = async (chosen: string) => {
    const name = sheets[Number(chosen)];
    if (file === null || name === undefined || name === sheet) return;
    try {
      const made = await create.mutateAsync({ id, file, sheet: name, concurrency, start: false });
      await remove.mutateAsync({ id, batchId });
      router.replace(`/p/${id}/batches/${made.id}`);
    } catch (error) {
      toastError(error);
    }
  };
  return (
    <Field label="Sheet" hint={`${sheets.length} in the file`}>
      {(ids) => (
        <Select
          {...ids}
          value={String(sheets.indexOf(sheet ?? ""))}
          disabled={create.isPending || remove.isPending}
          options={sheets.map((name, index) => ({ value: String(index), label: name }))}
          onChange={(chosen) => void choose(chosen)}
        />
      )}
    </Field>
  );
}

function columnValue(columns: readonly string[], column: string | undefined): string | undefined {
  const index = column === undefined ? -1 : columns.indexOf(column);
  return index < 0 ? undefined : String(index);
}
