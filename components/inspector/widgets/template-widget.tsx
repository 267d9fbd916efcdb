"use client";
import { useRef } from "react";
import { templateVariables } from "../../../lib/values/text/template-variables.ts";
import { KindMark } from "../../ui/text/kind-mark.tsx";
import { ExpressionBox } from "../expression/expression-box.tsx";
import type { WidgetProps } from "./widget.ts";

/** A template in a mono box; below it the variables, which are the node's input ports. A click finds one in the text. */
export function TemplateWidget(props: WidgetProps) {
  const { field, value } = props;
  const box = useRef<HTMLTextAreaElement>(null);
  const text = typeof value === "string" ? value : "";
  const variables = templateVariables(text);
  const find = (name: string) => {
    // A variable's name is letters, digits, _ and -: nothing in it has a meaning in a pattern.
    const match = new RegExp(`\\{[{%][^}]*?(?<![\\w.])(${name})(?![\\w-])`, "d").exec(text);
    const [start, end] = match?.indices?.[1] ?? [0, 0];
    box.current?.focus();
    box.current?.setSelectionRange(start, end);
  };
  return (
    <div className="flex flex-col gap-1.5">
      <ExpressionBox {...props} box={box} rows={5} className="max-h-[45dvh] min-h-28" />
      {variables.length === 0 ? null : (
        <ul aria-label="Variables" className="flex flex-wrap gap-1">
          {variables.map((name) => (
            <li key={name}>
              <button
                type="button"
                title="Find in the text"
                onClick={() => find(name)}
                className="flex h-6 items-center gap-1.5 rounded-md border bg-canvas px-1.5 font-mono text-2xs transition-colors hover:bg-hover"
              >
                <KindMark kind={field.portKind} className="size-2" />
                {name}
              </button>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
