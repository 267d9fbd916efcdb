"use client";
import { Play } from "lucide-react";
import { type FormEvent, useEffect, useState } from "react";
import type { Json } from "../../lib/json.ts";
import type { Field as FieldSpec } from "../../lib/manifest.ts";
import type { Values } from "../../lib/run.ts";
import { runFields } from "../../lib/run-fields.ts";
import { Button } from "../ui/button.tsx";
import { Field } from "../ui/field.tsx";
import { KeyCaps } from "../ui/key-caps.tsx";
import { Notice } from "../ui/notice.tsx";
import { useEditor, useEditorParts } from "./context.tsx";
import { graphOf } from "./document-slice.ts";
import { lastInputs } from "./last-inputs.ts";
import { readInputs } from "./read-inputs.ts";
import { startRun } from "./run-control.ts";
import { RunInput } from "./run-input.tsx";

/** The form a run begins with, made from the Input node. It remembers what was typed last. */
export function RunForm({ onStarted }: { onStarted?: () => void }) {
  const parts = useEditorParts();
  const graph = useEditor(graphOf);
  const catalogue = useEditor((state) => state.catalogue);
  const pipelineId = useEditor((state) => state.pipelineId);
  const isStarting = useEditor((state) => state.isStarting);
  const problem = useEditor((state) => state.runProblem);
  const fields = runFields(graph, catalogue);
  const [typed, setTyped] = useState<Values>({});
  const [problems, setProblems] = useState<Record<string, string>>({});
  useEffect(() => setTyped(asTyped(lastInputs(pipelineId))), [pipelineId]);
  const submit = async (event?: FormEvent) => {
    event?.preventDefault();
    const read = readInputs(fields, typed);
    setProblems(read.problems);
    if (Object.keys(read.problems).length > 0) return;
    if (await startRun(parts, read.values)) onStarted?.();
  };
  return (
    <form
      className="flex flex-col gap-4"
      onSubmit={submit}
      onKeyDown={(event) => {
        if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) void submit();
      }}
    >
      {fields.length === 0 ? <p className="text-muted">This pipeline asks for nothing. Just run it.</p> : null}
      {fields.map((field, index) => (
        <Field
          key={field.name}
          label={field.title || field.name}
          hint={field.description}
          error={problems[field.name]}
          optional={field.optional}
        >
          {(ids) => (
            <RunInput
              field={field}
              ids={ids}
              isFirst={index === 0}
              value={typed[field.name] ?? field.default}
              onChange={(value) => setTyped(withValue(typed, field, value))}
            />
          )}
        </Field>
      ))}
      {problem ? <Notice tone="danger">{problem}</Notice> : null}
      <div className="flex items-center justify-end gap-3">
        <KeyCaps keys="Ctrl+Enter" className="max-lg:hidden" />
        <Button type="submit" tone="primary" busy={isStarting}>
          {isStarting ? null : <Play aria-hidden className="size-3.5 fill-current" />} Run
        </Button>
      </div>
    </form>
  );
}

function withValue(typed: Values, field: FieldSpec, value: Json | undefined): Values {
  const { [field.name]: _old, ...rest } = typed;
  return value === undefined ? rest : { ...rest, [field.name]: value };
}

/** Values of the last run as the form's boxes hold them: numbers and objects as text. */
function asTyped(values: Values): Values {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => {
      if (typeof value === "number") return [name, String(value)];
      const isFile = typeof value === "object" && value !== null && "mime" in value;
      return [name, typeof value === "object" && value !== null && !isFile ? JSON.stringify(value, null, 2) : value];
    }),
  );
}
