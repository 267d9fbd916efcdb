"use client";
import { useState } from "react";
import { Textarea } from "../../ui/form/input.tsx";
import { lazyPart } from "../../ui/lazy/lazy-part.tsx";
import type { WidgetProps } from "../widgets/widget.ts";

const Editor = lazyPart(async () => (await import("./script-editor.tsx")).ScriptEditor, { isExtra: true });

/** Code in a language: a plain box until its editor has been fetched, or when it cannot be. */
export function ScriptWidget(props: WidgetProps) {
  const [isReady, setReady] = useState(false);
  const { value, onChange, ids, isReadOnly } = props;
  const text = typeof value === "string" ? value : typeof props.field.default === "string" ? props.field.default : "";
  return (
    <>
      {isReady ? null : (
        <Textarea
          {...ids}
          rows={8}
          spellCheck={false}
          autoCapitalize="off"
          autoCorrect="off"
          className="field-sizing-content max-h-96 font-mono text-xs leading-5"
          value={text}
          readOnly={isReadOnly}
          onChange={(event) => onChange(event.currentTarget.value)}
        />
      )}
      <Editor {...props} text={text} onReady={() => setReady(true)} />
    </>
  );
}
