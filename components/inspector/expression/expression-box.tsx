"use client";
import { clsx } from "clsx";
import { type RefObject, useRef, useState } from "react";
import { Textarea } from "../../ui/form/input.tsx";
import { lazyPart } from "../../ui/lazy/lazy-part.tsx";
import type { WidgetProps } from "../widgets/widget.ts";
import type { BoxState } from "./box-state.ts";

const Assist = lazyPart(async () => (await import("./expression-assist.tsx")).ExpressionAssist, { isExtra: true });

type Props = WidgetProps & { box?: RefObject<HTMLTextAreaElement | null>; rows: number; className?: string };

/**
 * A box for an expression or a template. What is said about it and offered in it is fetched when a box is drawn for the
 * first time; the box works without it.
 */
export function ExpressionBox({ field, value, onChange, ids, isReadOnly, box, rows, className }: Props) {
  const ownBox = useRef<HTMLTextAreaElement>(null);
  const ref = box ?? ownBox;
  const [state, setState] = useState<BoxState>({});
  const text = typeof value === "string" ? value : "";
  const drawnWith = useRef(text);
  const { "aria-describedby": described, ...own } = ids;
  const notes = [described, state.noteId].filter((id) => id !== undefined).join(" ");
  return (
    <div className="relative flex flex-col gap-1.5">
      <Textarea
        {...own}
        {...state.aria}
        {...(notes === "" ? {} : { "aria-describedby": notes })}
        ref={ref}
        rows={rows}
        spellCheck={false}
        autoCapitalize="off"
        autoCorrect="off"
        className={clsx("field-sizing-content font-mono text-xs leading-5", className)}
        value={text}
        readOnly={isReadOnly}
        onChange={(event) => onChange(event.currentTarget.value)}
      />
      {field.expression ? (
        <Assist
          box={ref}
          expression={field.expression}
          text={text}
          isReadOnly={isReadOnly}
          wasTyped={text !== drawnWith.current}
          onState={setState}
        />
      ) : null}
    </div>
  );
}
