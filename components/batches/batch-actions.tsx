"use client";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Download, Pause, Play, RotateCcw, Square } from "lucide-react";
import { useRouter } from "next/navigation";
import { useState } from "react";
import type { BatchView } from "../../lib/views/live/batch-views.ts";
import { useTRPC } from "../api/provider.tsx";
import { toastError } from "../api/toast-error.ts";
import { Button } from "../ui/form/button.tsx";
import { ConfirmDialog } from "../ui/overlay/confirm-dialog.tsx";
import { DeleteButton } from "../ui/overlay/delete-button.tsx";
import { formatRows } from "./batch-state.tsx";

const isOver = (state: BatchView["state"]) => state === "done" || state === "cancelled" || state === "failed";

export function BatchActions({ batch }: { batch: BatchView }) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const router = useRouter();
  const [asks, setAsks] = useState(false);
  const of = { id: batch.pipelineId, batchId: batch.id };
  const settled = {
    onSuccess: () => void queries.invalidateQueries({ queryKey: trpc.batches.pathKey() }),
    onError: toastError,
  };
  const pause = useMutation(trpc.batches.pause.mutationOptions(settled));
  const resume = useMutation(trpc.batches.resume.mutationOptions(settled));
  const cancel = useMutation(trpc.batches.cancel.mutationOptions({ ...settled, onSettled: () => setAsks(false) }));
  const retry = useMutation(trpc.batches.retry.mutationOptions(settled));
  const remove = useMutation(
    trpc.batches.delete.mutationOptions({
      onSuccess: () => router.push(`/p/${batch.pipelineId}/batches`),
      onError: toastError,
    }),
  );
  const { state, failed, startedAt } = batch;
  return (
    <>
      {startedAt === null ? null : <Downloads batch={batch} />}
      {state === "running" ? (
        <Button busy={pause.isPending} onClick={() => pause.mutate(of)}>
          <Pause aria-hidden className="size-4" /> Pause
        </Button>
      ) : null}
      {state === "paused" ? (
        <Button tone="primary" busy={resume.isPending} onClick={() => resume.mutate(of)}>
          <Play aria-hidden className="size-4" /> Resume
        </Button>
      ) : null}
      {failed > 0 && (isOver(state) || state === "paused") ? (
        <Button busy={retry.isPending} onClick={() => retry.mutate(of)}>
          <RotateCcw aria-hidden className="size-4" /> Retry {formatRows(failed)} that failed
        </Button>
      ) : null}
      {isOver(state) ? (
        <DeleteButton name={batch.name} busy={remove.isPending} onConfirm={() => remove.mutate(of)}>
          Its rows and results are deleted. The runs stay in the history.
        </DeleteButton>
      ) : (
        <Button onClick={() => setAsks(true)}>
          <Square aria-hidden className="size-4" /> Cancel batch
        </Button>
      )}
      <ConfirmDialog
        open={asks}
        onOpenChange={setAsks}
        title="Cancel this batch?"
        action="Cancel the batch"
        busy={cancel.isPending}
        onConfirm={() => cancel.mutate(of)}
      >
        Runs in progress are cancelled, and waiting rows do not run. Results so far are kept.
      </ConfirmDialog>
    </>
  );
}

function Downloads({ batch: { pipelineId, id } }: { batch: BatchView }) {
  return (["csv", "jsonl"] as const).map((format) => (
    <Button key={format} asChild>
      <a href={`/api/pipelines/${pipelineId}/batches/${id}/results.${format}`} download>
        <Download aria-hidden className="size-4" /> {format === "csv" ? "CSV" : "JSONL"}
      </a>
    </Button>
  ));
}
