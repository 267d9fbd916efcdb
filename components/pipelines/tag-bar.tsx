"use client";
import { clsx } from "clsx";

/** All tags in use; the pressed one filters. */
export function TagBar({
  tags,
  chosen,
  onChoose,
}: {
  tags: readonly string[];
  chosen: string | undefined;
  onChoose: (tag: string | undefined) => void;
}) {
  if (tags.length === 0) return null;
  return (
    <fieldset className="-mt-2 mb-5 flex flex-wrap gap-1.5">
      <legend className="sr-only">Filter by tag</legend>
      {tags.map((tag) => (
        <button
          key={tag}
          type="button"
          aria-pressed={tag === chosen}
          onClick={() => onChoose(tag === chosen ? undefined : tag)}
          className={clsx(
            "h-6 rounded-full border px-2.5 text-xs transition-colors",
            tag === chosen ? "border-focus bg-hover text-ink" : "text-muted hover:border-line-strong hover:text-ink",
          )}
        >
          {tag}
        </button>
      ))}
    </fieldset>
  );
}
