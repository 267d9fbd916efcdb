"use client";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { CircleStop, RotateCcw, SquareArrowOutUpRight } from "lucide-react";
import Link from "next/link";
import { useRouter } from "next/navigation";
import { BlobRef, type Values } from "../../lib/run.ts";
import type { RunDetail } from "../../lib/run-views.ts";
import { useTRPC } from "../api/provider.tsx";
import { sayProblem } from "../api/say-problem.ts";
import { Button } from "../ui/button.tsx";
import { Tooltip } from "../ui/tooltip.tsx";
import { useReadBlob } from "./use-read-blob.ts";

export function RunActions({ run, isLive }: { run: RunDetail; isLive: boolean }) {
  const cancel = useCancel(run.id);
  const again = useRunAgain(run);
  const what =
    run.version === null ? "Runs the present draft on the same input" : `Runs version ${run.version} on the same input`;
  return (
    <>
      {isLive ? (
        <Button busy={cancel.isPending || run.cancelRequested} onClick={() => cancel.mutate({ id: run.id })}>
          <CircleStop aria-hidden className="size-4" />
          {run.cancelRequested ? "Cancelling" : "Cancel"}
        </Button>
      ) : (
        <Tooltip label={what}>
          <Button busy={again.isPending} onClick={() => again.mutate()}>
            <RotateCcw aria-hidden className="size-4" />
            Run again
          </Button>
        </Tooltip>
      )}
      <Button tone="primary" asChild>
        <Link href={`/p/${run.pipelineId}?run=${run.id}`}>
          <SquareArrowOutUpRight aria-hidden className="size-4" />
          Open on canvas
        </Link>
      </Button>
    </>
  );
}

function useCancel(id: string) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  return useMutation(
    trpc.runs.cancel.mutationOptions({
      onError: sayProblem,
      onSettled: () => queries.invalidateQueries({ queryKey: trpc.runs.get.queryKey({ id }) }),
    }),
  );
}

function useRunAgain(run: RunDetail) {
  const trpc = useTRPC();
  const router = useRouter();
  const readBlob = useReadBlob(run.id);
  const start = useMutation(trpc.runs.start.mutationOptions());
  return useMutation({
    mutationFn: async () => {
      const { pipelineId, version } = run;
      const inputs = await wholeValues(run.input, readBlob);
      return start.mutateAsync({ pipelineId, inputs, ...(version === null ? {} : { version }) });
    },
    onSuccess: ({ id }) => router.push(`/runs/${id}`),
    onError: sayProblem,
  });
}

/** The values with every large one read back, as a new run wants them. */
async function wholeValues(values: Values, readBlob: (blob: string) => Promise<Values[string]>): Promise<Values> {
  const entries = Object.entries(values).map(async ([name, value]) => {
    const blob = BlobRef.safeParse(value);
    return [name, blob.success ? await readBlob(blob.data.$blob) : value] as const;
  });
  return Object.fromEntries(await Promise.all(entries));
}
