"use client";
import { Play } from "lucide-react";
import { type FormEvent, useEffect, useRef, useState } from "react";
import type { Values } from "../../../lib/run.ts";
import { testEvent } from "../../../lib/runs/entry.ts";
import { runFields } from "../../../lib/runs/run-fields.ts";
import { InputFields } from "../../runs/resume/input-fields.tsx";
import { readInputs, typedOf } from "../../runs/resume/read-inputs.ts";
import { Button } from "../../ui/form/button.tsx";
import { lazyPart } from "../../ui/lazy/lazy-part.tsx";
import { KeyCaps } from "../../ui/text/key-caps.tsx";
import { Notice } from "../../ui/text/notice.tsx";
import { lastInputs } from "../run/last-inputs.ts";
import { startRun } from "../run/run-control.ts";
import { startsOf } from "../run/run-starts.ts";
import { useEditor, useEditorParts } from "../store/context.tsx";
import { wholeGraphOf } from "../store/document-slice.ts";

const StartFrom = lazyPart(async () => (await import("./start-from.tsx")).StartFrom);

const PipelineBudget = lazyPart(async () => (await import("../../runs/budget/pipeline-budget.tsx")).PipelineBudget, {
  isExtra: true,
});

/** The form a run begins with, made from the Input node. It remembers what was typed last. */
export function RunForm({ onStarted }: { onStarted?: () => void }) {
  const parts = useEditorParts();
  const graph = useEditor(wholeGraphOf);
  const catalogue = useEditor((state) => state.catalogue);
  const pipelineId = useEditor((state) => state.pipelineId);
  const isStarting = useEditor((state) => state.isStarting);
  const problem = useEditor((state) => state.runProblem);
  const starts = startsOf(graph, catalogue);
  const [chosen, setChosen] = useState<string>();
  const start = starts.find((each) => each?.id === chosen) ?? starts[0];
  const fields = start ? [] : runFields(graph, catalogue);
  const [typed, setTyped] = useState<Values>({});
  const [problems, setProblems] = useState<Record<string, string>>({});
  // The server does not know them, so they come after the first drawing, and never over what was typed by then.
  const [isRemembered, setRemembered] = useState(false);
  useEffect(() => {
    setTyped((already) => ({ ...typedOf(lastInputs(pipelineId)), ...already }));
    setRemembered(true);
  }, [pipelineId]);
  const form = useRef<HTMLFormElement>(null);
  // What stands in the first box is an example or the last input: typing replaces it.
  useEffect(() => {
    const { activeElement: box } = document;
    const isBox = box instanceof HTMLTextAreaElement || box instanceof HTMLInputElement;
    if (isRemembered && isBox && form.current?.contains(box)) box.select();
  }, [isRemembered]);
  const submit = async (event?: FormEvent) => {
    event?.preventDefault();
    const read = readInputs(fields, typed);
    setProblems(read.problems);
    if (Object.keys(read.problems).length > 0) return;
    const isStarted = start
      ? await startRun(parts, testEvent(graph, start), start.id)
      : await startRun(parts, read.values);
    if (isStarted) onStarted?.();
  };
  return (
    <form
      ref={form}
      className="flex flex-col gap-4"
      onSubmit={submit}
      onKeyDown={(event) => {
        if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) void submit();
      }}
    >
      {parts.edit && (start || starts.length > 1) ? (
        <StartFrom graph={graph} starts={starts} start={start} onStart={(next) => setChosen(next?.id)} />
      ) : null}
      {fields.length === 0 && !start ? <p className="text-muted">This pipeline needs no input.</p> : null}
      <InputFields
        fields={fields}
        typed={typed}
        problems={problems}
        upload={parts.runs.upload}
        isFocused
        onChange={setTyped}
      />
      {parts.edit ? <PipelineBudget pipelineId={pipelineId} mayEdit /> : null}
      {problem ? <Notice tone="danger">{problem}</Notice> : null}
      <div className="flex items-center justify-end gap-3">
        <KeyCaps keys="Ctrl+Enter" className="max-lg:hidden pointer-coarse:hidden" />
        <Button type="submit" tone="primary" busy={isStarting}>
          {isStarting ? null : <Play aria-hidden className="size-3.5 fill-current" />} Run
        </Button>
      </div>
    </form>
  );
}
