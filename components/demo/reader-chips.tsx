"use client";
import { ToggleGroup } from "radix-ui";
import type { InventedReader } from "../../lib/demo/invented-readers.ts";

/** Whose interactions are shown. */
export function ReaderChips({
  readers,
  chosen,
  onChoose,
}: {
  readers: readonly InventedReader[];
  chosen: string;
  onChoose: (user: string) => void;
}) {
  return (
    <ToggleGroup.Root
      type="single"
      aria-label="Reader"
      value={chosen}
      onValueChange={(user) => user !== "" && onChoose(user)}
      className="flex flex-wrap gap-1.5"
    >
      {readers.map(({ user, name, taste }) => (
        <ToggleGroup.Item
          key={user}
          value={user}
          title={`Mostly reads: ${taste}`}
          className="h-7 rounded-full border bg-panel px-3 font-medium text-muted text-xs transition-colors hover:text-ink data-[state=on]:border-accent data-[state=on]:bg-hover data-[state=on]:text-ink"
        >
          {name}
        </ToggleGroup.Item>
      ))}
    </ToggleGroup.Root>
  );
}
