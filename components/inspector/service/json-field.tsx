"use client";
import { useEffect, useState } from "react";
import { jsonProblem, parsePlainJson } from "../../../lib/values/exact-json.ts";
import type { PlainJson } from "../../../lib/values/json.ts";
import { Textarea } from "../../ui/form/input.tsx";
import type { ShapeProps } from "./shape-props.ts";

/** JSON as text; empty, it is not sent. What does not parse stays in the box, with the reason. */
export function JsonField({ ids, shape, value, isReadOnly, onChange }: ShapeProps) {
  const [text, setText] = useState(() => print(value));
  const problem = text.trim() === "" ? undefined : jsonProblem(text);
  useEffect(() => {
    // Our own spelling of the same value stays, and so does what is not JSON yet.
    setText((now) => (isSame(now, value) ? now : print(value)));
  }, [value]);
  const change = (next: string) => {
    setText(next);
    if (next.trim() === "") onChange(undefined);
    else if (jsonProblem(next) === undefined) onChange(parsePlainJson(next));
  };
  return (
    <>
      <Textarea
        {...ids}
        rows={2}
        spellCheck={false}
        aria-invalid={problem ? true : undefined}
        className="field-sizing-content max-h-80 min-h-8 font-mono text-xs"
        placeholder={shape.kind === "list" ? "[ … ]" : shape.kind === "object" ? "{ … }" : "JSON; a text in quotes"}
        value={text}
        readOnly={isReadOnly}
        onChange={(event) => change(event.currentTarget.value)}
      />
      {problem ? <p className="text-danger text-xs">Not saved: {problem}</p> : null}
    </>
  );
}

function print(value: PlainJson | undefined): string {
  return value === undefined ? "" : JSON.stringify(value, null, 2);
}

function isSame(text: string, value: PlainJson | undefined): boolean {
  if (text.trim() === "") return value === undefined;
  if (jsonProblem(text) !== undefined) return true;
  return JSON.stringify(parsePlainJson(text)) === JSON.stringify(value);
}
