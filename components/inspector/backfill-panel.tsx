"use client";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type SyntheticEvent, useState } from "react";
import type { BackfillView } from "../../lib/views/live/backfill-views.ts";
import { useTRPC } from "../api/provider.tsx";
import { toastError } from "../api/toast-error.ts";
import { useEditor } from "../editor/store/context.tsx";
import { canEdit } from "../editor/store/document-slice.ts";
import { Button } from "../ui/form/button.tsx";
import { Field } from "../ui/form/field.tsx";
import { Input } from "../ui/form/input.tsx";
import { countOf, formatCount } from "../ui/text/format.ts";

const refreshMs = 2000;

/** Runs a published schedule for the times of a past range. */
export function BackfillPanel({ nodeId }: { nodeId: string }) {
  const editable = useEditor(canEdit);
  const isPublished = useEditor((state) => state.latestVersion !== undefined);
  const isInside = useEditor((state) => state.scope.length > 0 || state.frozen);
  if (!editable || isInside || !isPublished) return null;
  return (
    <details className="rounded-lg border bg-canvas text-xs">
      <summary className="cursor-default select-none px-3 py-2 font-medium">Run for past times</summary>
      <Backfills nodeId={nodeId} />
    </details>
  );
}

function Backfills({ nodeId }: { nodeId: string }) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const id = useEditor((state) => state.pipelineId);
  const node = { id, nodeId };
  const list = useQuery(trpc.backfills.list.queryOptions(node, { refetchInterval: refreshMs }));
  const settled = {
    onSuccess: () => queries.invalidateQueries({ queryKey: trpc.backfills.list.queryKey() }),
    onError: toastError,
  };
  const start = useMutation(trpc.backfills.start.mutationOptions(settled));
  const cancel = useMutation(trpc.backfills.cancel.mutationOptions(settled));
  return (
    <div className="flex flex-col gap-3 px-3 pb-3">
      <Range isBusy={start.isPending} onStart={(range) => start.mutate({ ...node, ...range })} />
      <ul aria-label="Backfills" className="flex flex-col gap-2">
        {(list.data ?? []).map((backfill) => (
          <li key={backfill.id} className="flex items-center gap-2">
            <span className="min-w-0 flex-1">{formatBackfill(backfill)}</span>
            {backfill.state === "running" ? (
              <Button size="sm" onClick={() => cancel.mutate({ ...node, backfillId: backfill.id })}>
                Stop
              </Button>
            ) : null}
          </li>
        ))}
      </ul>
    </div>
  );
}

type RangeAsk = { from: string; to: string; concurrency: number };

function Range({ isBusy, onStart }: { isBusy: boolean; onStart: (range: RangeAsk) => void }) {
  const [from, setFrom] = useState("");
  const [to, setTo] = useState("");
  const [concurrency, setConcurrency] = useState("1");
  const submit = (event: SyntheticEvent) => {
    event.preventDefault();
    const [start, end] = [new Date(from), new Date(to)];
    onStart({ from: start.toISOString(), to: end.toISOString(), concurrency: Number(concurrency) });
  };
  return (
    <form onSubmit={submit} className="flex flex-col gap-2">
      <Field label="From" hint="In this computer's time zone. Times that already have a run are skipped.">
        {(ids) => (
          <Input
            {...ids}
            type="datetime-local"
            required
            value={from}
            onChange={(event) => setFrom(event.target.value)}
          />
        )}
      </Field>
      <Field label="To">
        {(ids) => (
          <Input {...ids} type="datetime-local" required value={to} onChange={(event) => setTo(event.target.value)} />
        )}
      </Field>
      <Field label="Runs at once">
        {(ids) => (
          <Input
            {...ids}
            type="number"
            required
            min={1}
            max={50}
            value={concurrency}
            onChange={(event) => setConcurrency(event.target.value)}
          />
        )}
      </Field>
      <Button type="submit" size="sm" className="self-start" busy={isBusy}>
        Run
      </Button>
    </form>
  );
}

function formatBackfill({ from, to, state, total, started, skipped, error }: BackfillView): string {
  const range = `${from.slice(0, 16).replace("T", " ")} to ${to.slice(0, 16).replace("T", " ")} UTC`;
  const passed = skipped === 0 ? "" : `, ${skipped} had one already`;
  const words = { running: "running", done: "done", cancelled: "stopped" }[state];
  return `${range}: ${formatCount(started)} of ${countOf(total, "run")} started${passed}, ${words}.${error === null ? "" : ` ${error}`}`;
}
