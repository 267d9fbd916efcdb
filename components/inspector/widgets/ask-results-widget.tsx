"use client";
import { askResults, askResultTitles } from "../../../lib/models/ask-results.ts";
import type { WidgetProps } from "./widget.ts";

/** Which ends of an answer are meant: a box each. */
export function AskResultsWidget({ field, value, onChange, ids, isReadOnly }: WidgetProps) {
  const chosen = Array.isArray(value) ? value : Array.isArray(field.default) ? field.default : [];
  return (
    <div className="flex flex-col gap-1">
      {askResults
        .filter((result) => result !== "complete")
        .map((result) => (
          <label key={result} className="flex items-center gap-2 text-xs">
            <input
              type="checkbox"
              id={`${ids.id}-${result}`}
              className="size-4 shrink-0 accent-accent"
              checked={chosen.includes(result)}
              disabled={isReadOnly}
              onChange={({ currentTarget: { checked } }) =>
                onChange(askResults.filter((each) => (each === result ? checked : chosen.includes(each))))
              }
            />
            {askResultTitles[result]}
          </label>
        ))}
    </div>
  );
}
