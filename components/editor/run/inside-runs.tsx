"use client";
/** Reads what went on in the bodies that are drawn, for as long as they are: of all items together, or of one. */
import { useQuery } from "@tanstack/react-query";
import { useEffect, useMemo } from "react";
import { useShallow } from "zustand/shallow";
import { isFinished, type Values } from "../../../lib/run.ts";
import { blobRefOf } from "../../../lib/values/blob-ref.ts";
import { stringifyJson } from "../../../lib/values/exact-json.ts";
import type { InsideCount, Progress } from "../../../lib/views/nested-views.ts";
import type { StepView } from "../../../lib/views/run-views.ts";
import { freshStep } from "../../runs/timeline/fold-detail.ts";
import { openScopes } from "../layout/frames.ts";
import { useEditor, useEditorParts } from "../store/context.tsx";
import { drawnGraphOf } from "../store/document-slice.ts";
import type { InsideRun } from "../store/run-slice.ts";
import type { EditorState } from "../store/state.ts";
import { hasItems, outerIteration } from "./pick-item.ts";

const liveMs = 1500;

export function InsideRuns() {
  const paths = useEditor(useShallow(drawnPaths));
  const isVisitor = useEditorParts().edit === undefined;
  return (
    <>
      {/* On the editor page the run panel reads it. */}
      {isVisitor && paths.length > 0 ? <OutermostProgress /> : null}
      {paths.map((path) => (
        <InsideRunOf key={path} path={path} />
      ))}
    </>
  );
}

/** The bodies that can be seen: the one on the canvas, and those drawn open in it. */
function drawnPaths(state: EditorState): string[] {
  const { base, catalogue } = state;
  const open = openScopes(drawnGraphOf(state), catalogue, base);
  return [...(base.length > 0 ? [base] : []), ...open].map((scope) => scope.join("/"));
}

function useLive(): boolean {
  return useEditor(({ run }) => run !== undefined && !isFinished(run.detail.status));
}

function OutermostProgress() {
  const { store, runs } = useEditorParts();
  const runId = useEditor(({ run }) => run?.detail.id ?? "");
  const isLive = useLive();
  const { data } = useQuery({
    queryKey: ["progress-on-canvas", runId, isLive],
    queryFn: () => runs.readProgress(runId),
    enabled: runId !== "",
    refetchInterval: isLive ? liveMs : false,
  });
  useEffect(() => {
    if (data) store.getState().setRun({ progress: new Map(data.map((each) => [each.nodeId, each])) });
  }, [store, data]);
  return null;
}

function InsideRunOf({ path }: { path: string }) {
  const { store, runs } = useEditorParts();
  const scope = useMemo(() => path.split("/"), [path]);
  const runId = useEditor(({ run }) => run?.detail.id ?? "");
  const isLive = useLive();
  const outer = useEditor(({ picked }) => outerIteration(picked, path));
  const repeats = useEditor((state) => hasItems(state, scope));
  const picked = useEditor((state) => (repeats ? state.picked[path] : outer));
  const outermost = useEditor(({ progress }) => progress.get(path));
  const live = { enabled: runId !== "", refetchInterval: isLive ? liveMs : false } as const;
  const counts = useQuery({
    // The last look comes after the end.
    queryKey: ["inside", runId, path, outer, isLive],
    queryFn: () => runs.readInside(runId, { nodeId: path, iteration: outer }),
    placeholderData: (before) => before,
    ...live,
  });
  const item = useQuery({
    queryKey: ["item", runId, path, picked, isLive],
    queryFn: () => runs.readItem(runId, { nodeId: path, iteration: picked ?? "" }),
    ...live,
    enabled: runId !== "" && picked !== undefined,
  });
  const inside = useMemo(() => {
    const made = ofAll(counts.data ?? [], scope.length === 1 ? outermost : undefined);
    return picked === undefined ? made : { ...made, ...ofOne(item.data ?? [], path) };
  }, [counts.data, item.data, outermost, picked, path, scope]);
  useEffect(() => {
    if (runId === "") return;
    const { insides, setRun } = store.getState();
    setRun({ insides: { ...insides, [path]: inside } });
  }, [store, runId, path, inside]);
  return null;
}

/** Every node with how far it is over all items; the items are as many as have come to the node with the most. */
function ofAll(counts: readonly InsideCount[], outermost: Progress | undefined): InsideRun {
  const progress = counts.map(
    ({ skipped, done, ...count }): Progress => ({ ...count, done: done + skipped, total: outermost?.total ?? null }),
  );
  const sum = ({ done, failed, working }: Progress) => done + failed + working;
  return {
    steps: counts.map((count) => ({ ...freshStep, nodeId: count.nodeId, iteration: "", status: statusOf(count) })),
    progress: new Map(progress.map((each) => [each.nodeId, each])),
    items: outermost ?? progress.toSorted((a, b) => sum(b) - sum(a))[0],
    texts: {},
  };
}

function statusOf({ working, failed, done }: InsideCount): StepView["status"] {
  if (working > 0) return "running";
  if (failed > 0) return "failed";
  return done > 0 ? "succeeded" : "skipped";
}

/** The steps of one item, with what each gave as the words on its card. */
function ofOne(steps: readonly StepView[], path: string): Pick<InsideRun, "steps" | "progress" | "texts"> {
  const own = steps.map((step) => ({ ...step, nodeId: step.nodeId.slice(path.length + 1) }));
  return {
    steps: own,
    progress: new Map(),
    texts: Object.fromEntries(own.map(({ nodeId, output }) => [nodeId, textOf(output)])),
  };
}

/** The first of the values; one that is no text as code. */
function textOf(output: Values | null): string {
  const [value] = Object.values(output ?? {});
  if (value === undefined) return "";
  const text = blobRefOf(value)?.preview ?? value;
  if (typeof text === "string") return text;
  const code = stringifyJson(text).replaceAll("`", "'");
  return `\`${code.length > 600 ? `${code.slice(0, 599)}…` : code}\``;
}
