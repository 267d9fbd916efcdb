"use client";
import { useEffect, useState } from "react";
import { jsonProblem, parsePlainJson } from "../../../lib/values/exact-json.ts";
import type { PlainJson } from "../../../lib/values/json.ts";
import { Textarea } from "../../ui/form/input.tsx";
import type { WidgetProps } from "./widget.ts";

/** Any JSON as text. What does not parse stays in the box, with the reason, and is not saved. */
export function JsonWidget({ value, onChange, ids, isReadOnly }: WidgetProps) {
  const [text, setText] = useState(() => print(value));
  const [problem, setProblem] = useState<string>();
  useEffect(() => {
    // An undo or another widget changed the value; our own spelling of the same value stays.
    setText((now) => (isSame(now, value) ? now : print(value)));
  }, [value]);
  const change = (next: string) => {
    setText(next);
    const found = jsonProblem(next);
    setProblem(found);
    if (found === undefined) onChange(parsePlainJson(next));
  };
  return (
    <div className="flex flex-col gap-1">
      <Textarea
        {...ids}
        rows={6}
        spellCheck={false}
        aria-invalid={problem ? true : undefined}
        className="field-sizing-content max-h-96 font-mono text-xs leading-5"
        value={text}
        readOnly={isReadOnly}
        onChange={(event) => change(event.currentTarget.value)}
      />
      {problem ? <p className="text-danger text-xs">Not saved: {problem}</p> : null}
    </div>
  );
}

function print(value: PlainJson | undefined): string {
  return value === undefined ? "" : JSON.stringify(value, null, 2);
}

function isSame(text: string, value: PlainJson | undefined): boolean {
  try {
    return JSON.stringify(JSON.parse(text)) === JSON.stringify(value);
  } catch {
    return false;
  }
}
