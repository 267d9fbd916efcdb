"use client";
import { clsx } from "clsx";
import { useEffect, useRef } from "react";
import { countOf } from "../../ui/text/format.ts";
import { type BoxCompletion, optionId } from "./use-completion.ts";

/**
 * The names that may follow, below the line that is being written. The box keeps the focus and names the active one, as
 * in a combobox; how many there are is read out.
 */
export function CompletionList({ completion }: { completion: BoxCompletion }) {
  const { listId, offer, active, choose } = completion;
  const activeRow = useRef<HTMLDivElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another row is the active one.
  useEffect(() => void activeRow.current?.scrollIntoView({ block: "nearest" }), [active, offer]);
  const count = offer?.suggestions.length ?? 0;
  return (
    <>
      <p role="status" className="sr-only">
        {count === 0 ? "" : `${countOf(count, "name")} to choose from with the arrow keys.`}
      </p>
      {offer ? (
        <div
          id={listId}
          role="listbox"
          aria-label="Names"
          style={{ top: offer.top + 2 }}
          className="absolute inset-x-0 z-30 max-h-56 overflow-y-auto rounded-lg border bg-raised p-1 shadow-lg"
        >
          {offer.suggestions.map((suggestion, index) => (
            // biome-ignore lint/a11y/useKeyWithClickEvents: the box has the focus and hears the keys.
            <div
              key={suggestion.label}
              ref={index === active ? activeRow : undefined}
              id={optionId(listId, index)}
              role="option"
              tabIndex={-1}
              aria-selected={index === active}
              onPointerDown={(event) => event.preventDefault()}
              onClick={() => choose(suggestion)}
              className={clsx(
                "flex cursor-pointer flex-wrap items-baseline gap-x-2 rounded-md px-2 py-1 pointer-coarse:py-2.5",
                index === active ? "bg-hover" : "hover:bg-hover/60",
              )}
            >
              <span className="font-mono text-xs">{suggestion.label}</span>
              <span className="min-w-0 text-2xs text-muted">{suggestion.detail}</span>
            </div>
          ))}
        </div>
      ) : null}
    </>
  );
}
