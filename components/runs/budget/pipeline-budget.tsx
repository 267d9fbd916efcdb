"use client";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import type { Budget } from "../../../lib/models/budget.ts";
import { useTRPC } from "../../api/provider.tsx";
import { toastError } from "../../api/toast-error.ts";
import { BudgetFields } from "../../ui/form/budget-fields.tsx";
import { Button } from "../../ui/form/button.tsx";
import { toast } from "../../ui/overlay/toast.tsx";
import { RunEstimate } from "./run-estimate.tsx";

/** What a run of the draft will probably take, and what the models of each run may take. */
export function PipelineBudget({ pipelineId, mayEdit }: { pipelineId: string; mayEdit: boolean }) {
  return (
    <>
      <RunEstimate pipelineId={pipelineId} version="draft" />
      <BudgetOfRuns pipelineId={pipelineId} mayEdit={mayEdit} />
    </>
  );
}

function BudgetOfRuns({ pipelineId, mayEdit }: { pipelineId: string; mayEdit: boolean }) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const { data } = useQuery(trpc.usage.pipelineBudget.queryOptions({ id: pipelineId }));
  const [edited, setEdited] = useState<{ budget: Budget | undefined }>();
  const save = useMutation(
    trpc.usage.setPipelineBudget.mutationOptions({
      onError: toastError,
      async onSuccess() {
        await queries.invalidateQueries({ queryKey: trpc.usage.pipelineBudget.queryKey({ id: pipelineId }) });
        setEdited(undefined);
        toast("Saved.");
      },
    }),
  );
  if (!data) return null;
  const budget = edited ? edited.budget : (data.budget ?? undefined);
  return (
    <details className="rounded-lg border px-3 py-2" open={data.budget !== null}>
      <summary className="cursor-pointer font-medium text-sm">Budget of each run</summary>
      <div className="flex flex-col gap-3 pt-3">
        <BudgetFields budget={budget} isReadOnly={!mayEdit} onChange={(next) => setEdited({ budget: next })} />
        <p className="text-muted text-xs">
          A model call that could exceed it is not made. It counts for every version.
        </p>
        {mayEdit && edited ? (
          <Button
            size="sm"
            className="self-end"
            busy={save.isPending}
            onClick={() => save.mutate({ id: pipelineId, budget: budget ?? null })}
          >
            Save budget
          </Button>
        ) : null}
      </div>
    </details>
  );
}
