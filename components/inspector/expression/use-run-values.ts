"use client";
import { type UseQueryResult, useQueries, useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { useShallow } from "zustand/shallow";
import { firstIteration } from "../../../lib/edit/bodies.ts";
import { expressionLimits } from "../../../lib/expressions/expression.ts";
import type { StepValues } from "../../../lib/expressions/known-context.ts";
import { BlobRef, type Values } from "../../../lib/run.ts";
import type { Json } from "../../../lib/values/json.ts";
import type { RunDetail, StepView } from "../../../lib/views/run-views.ts";
import { useTRPCClient } from "../../api/client.tsx";
import { useEditor, useEditorParts } from "../../editor/store/context.tsx";
import { graphOf, scopeOf, wholeGraphOf } from "../../editor/store/document-slice.ts";

/** The values of a run: the one on the canvas, else the newest that has ended. */
export type RunValues = {
  isLoading: boolean;
  run: Pick<RunDetail, "id" | "createdAt"> | undefined;
  stepOf: (nodeId: string) => StepValues | undefined;
  /** Whether a value was too large to be read here. */
  hasTooLarge: boolean;
  /** Whether they are those of a body: in the item or round that is looked at, counted from 1, else in the first. */
  isInside: boolean;
  item: number | undefined;
};

/** Another tab or the API may have run the pipeline meanwhile. */
const staleTime = 5000;

/** What the last run left of a node and of those that feed it. */
export function useRunValues(nodeId: string): RunValues {
  const { runs, edit } = useEditorParts();
  const pipelineId = useEditor((state) => state.pipelineId);
  const shown = useEditor((state) => state.run?.detail);
  const last = useQuery({
    queryKey: ["last-run-values", pipelineId],
    queryFn: async () => {
      const run = await edit?.backend.lastRun();
      return run ? await runs.readRun(run.id) : null;
    },
    enabled: edit !== undefined && shown === undefined,
    staleTime,
  });
  const detail = shown ?? last.data ?? undefined;
  const inside = useBodySteps(detail?.id);
  const item = useEditor(({ picked, scope }) => numberOf(picked[scope.join("/")]));
  const steps = useStepsAround(inside ? inside.steps : last.data?.steps, { nodeId, isInside: inside !== undefined });
  const blobs = useMemo(() => blobsIn(steps), [steps]);
  const small = useMemo(() => blobs.filter(({ bytes }) => bytes <= expressionLimits.context), [blobs]);
  const loaded = useQueries({
    queries: small.map(({ $blob }) => ({
      queryKey: ["run-blob", detail?.id, $blob],
      queryFn: async () => (await runs.readBlob?.(detail?.id ?? "", $blob)) ?? null,
      staleTime: Number.POSITIVE_INFINITY,
    })),
    combine: combined,
  });
  const stepOf = useMemo(() => {
    const values = new Map(small.map(({ $blob }, index) => [$blob, loaded.values[index]]));
    const of = ({ input, output }: StepView) => ({ input: whole(input, values), output: whole(output, values) });
    const byNode = new Map(steps.map((step) => [step.nodeId, of(step)]));
    return (id: string) => byNode.get(id);
  }, [steps, small, loaded.values]);
  return {
    isLoading: (last.isLoading && shown === undefined) || inside?.isLoading === true || loaded.isLoading,
    run: detail,
    stepOf,
    hasTooLarge: small.length < blobs.length,
    isInside: inside !== undefined,
    item,
  };
}

/** While a body is open: its steps in the first item or round of the run. */
function useBodySteps(runId: string | undefined): { steps: StepView[] | undefined; isLoading: boolean } | undefined {
  const client = useTRPCClient();
  const scope = useEditor(useShallow(scopeOf));
  const path = scope.join("/");
  const iteration = useEditor(
    (state) => state.picked[path] ?? firstIteration(wholeGraphOf(state), state.catalogue, scope),
  );
  const { data, isLoading } = useQuery({
    queryKey: ["body-values", runId, path, iteration],
    queryFn: () => client.runs.steps.query({ id: runId ?? "", nodeId: path, iteration }),
    enabled: path !== "" && runId !== undefined,
    staleTime,
  });
  const steps = useMemo(
    () => data?.map((step) => ({ ...step, nodeId: step.nodeId.slice(path.length + 1) })),
    [data, path],
  );
  return path === "" ? undefined : { steps, isLoading };
}

function numberOf(iteration: string | undefined): number | undefined {
  return iteration === undefined ? undefined : Number(iteration.split("/").at(-1)) + 1;
}

const combined = (all: readonly UseQueryResult<Json>[]) => ({
  values: all.map(({ data }) => data),
  isLoading: all.some(({ isPending }) => isPending),
});

/** The steps of the node and of those that feed it: the same list for as long as these are the same. */
function useStepsAround(
  others: readonly StepView[] | undefined,
  { nodeId, isInside }: { nodeId: string; isInside: boolean },
): StepView[] {
  const edges = useEditor((state) => graphOf(state).edges);
  const wanted = useMemo(
    () => new Set([nodeId, ...edges.filter(({ to }) => to.node === nodeId).map(({ from }) => from.node)]),
    [edges, nodeId],
  );
  return useEditor(
    useShallow(({ run }) => {
      const steps = isInside ? others : (run?.detail.steps ?? others);
      return (steps ?? []).filter((step) => wanted.has(step.nodeId));
    }),
  );
}

function blobsIn(steps: readonly StepView[]): BlobRef[] {
  const values = steps.flatMap(({ input, output }) => [...Object.values(input ?? {}), ...Object.values(output ?? {})]);
  const blobs = values.flatMap((value) => BlobRef.safeParse(value).data ?? []);
  return [...new Map(blobs.map((blob) => [blob.$blob, blob])).values()];
}

/** With large values in their places; without those that are not there. */
function whole(values: Values | null, blobs: ReadonlyMap<string, Values[string] | undefined>): Values | null {
  if (values === null) return null;
  const entries = Object.entries(values).flatMap(([port, value]) => {
    const blob = BlobRef.safeParse(value).data;
    const found = blob ? blobs.get(blob.$blob) : value;
    return found === undefined ? [] : [[port, found] as const];
  });
  return Object.fromEntries(entries);
}
