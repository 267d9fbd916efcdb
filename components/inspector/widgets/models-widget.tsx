"use client";
import { ArrowDown, ArrowUp, Plus, Trash2 } from "lucide-react";
import { defaultModelRef } from "../../../lib/models/models.ts";
import type { PlainJson } from "../../../lib/values/json.ts";
import { Button } from "../../ui/form/button.tsx";
import { IconButton } from "../../ui/form/icon-button.tsx";
import { ModelWidget } from "./pickers.tsx";
import type { WidgetProps } from "./widget.ts";

/** Several models, in an order that can be changed. */
export function ModelsWidget(props: WidgetProps) {
  const { field, value, onChange, isReadOnly, ids } = props;
  const items: readonly PlainJson[] = Array.isArray(value) ? value : Array.isArray(field.default) ? field.default : [];
  const move = (from: number, to: number) => {
    const moved = items[from];
    if (moved !== undefined) onChange(items.toSpliced(from, 1).toSpliced(to, 0, moved));
  };
  return (
    <div className="flex flex-col gap-1.5">
      {items.map((item, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: two of them may be the same; the place is what stays.
        <div key={index} className="flex items-start gap-1">
          <div className="flex min-w-0 flex-1 flex-col gap-1">
            <label className="sr-only" htmlFor={`${ids.id}-${index}`}>
              Model {index + 1}
            </label>
            <ModelWidget
              {...props}
              ids={{ id: `${ids.id}-${index}` }}
              value={item}
              onChange={(next) => {
                if (next !== undefined) onChange(items.with(index, next));
              }}
            />
          </div>
          {isReadOnly ? null : (
            <>
              <IconButton
                size="sm"
                label={`Move model ${index + 1} up`}
                disabled={index === 0}
                onClick={() => move(index, index - 1)}
              >
                <ArrowUp aria-hidden />
              </IconButton>
              <IconButton
                size="sm"
                label={`Move model ${index + 1} down`}
                disabled={index === items.length - 1}
                onClick={() => move(index, index + 1)}
              >
                <ArrowDown aria-hidden />
              </IconButton>
              <IconButton
                size="sm"
                label={`Remove model ${index + 1}`}
                onClick={() => onChange(items.toSpliced(index, 1))}
              >
                <Trash2 aria-hidden />
              </IconButton>
            </>
          )}
        </div>
      ))}
      {isReadOnly ? null : (
        <Button
          size="sm"
          tone="ghost"
          className="self-start"
          onClick={() => onChange([...items, { ...defaultModelRef }])}
        >
          <Plus aria-hidden className="size-3.5" /> Add model
        </Button>
      )}
    </div>
  );
}
