"use client";
import { clsx } from "clsx";
import { Tabs as Radix } from "radix-ui";
import { type ReactNode, useEffect, useRef } from "react";

export type Tab = { value: string; label: ReactNode; content: ReactNode };

/** A row of tabs over one panel. Arrow keys move between them. */
export function Tabs({
  label,
  tabs,
  value,
  onChange,
  panelClass,
}: {
  /** Names the row for screen readers. */
  label: string;
  tabs: readonly Tab[];
  value?: string;
  onChange?: (value: string) => void;
  panelClass?: string;
}) {
  const control = value === undefined ? { defaultValue: tabs[0]?.value ?? "" } : { value };
  const row = useRef<HTMLDivElement>(null);
  useEffect(() => showActive(row.current), []);
  return (
    <Radix.Root {...control} {...(onChange ? { onValueChange: onChange } : {})} className="flex min-h-0 flex-col">
      <Radix.List ref={row} aria-label={label} className="relative flex shrink-0 gap-1 overflow-x-auto border-b">
        {tabs.map((tab) => (
          <Radix.Trigger
            key={tab.value}
            value={tab.value}
            className="-mb-px flex h-9 shrink-0 items-center gap-1.5 rounded-t-sm border-transparent px-2 border-b-2 font-medium text-muted text-sm transition-colors -outline-offset-2 hover:text-ink data-[state=active]:border-accent data-[state=active]:text-ink"
          >
            {tab.label}
          </Radix.Trigger>
        ))}
      </Radix.List>
      {tabs.map((tab) => (
        <Radix.Content key={tab.value} value={tab.value} className={clsx("min-h-0 rounded-sm", panelClass)}>
          {tab.content}
        </Radix.Content>
      ))}
    </Radix.Root>
  );
}

/** On a phone the row is wider than the page, and the tab that an address names may lie outside. */
function showActive(row: HTMLElement | null) {
  const tab = row?.querySelector<HTMLElement>("[data-state=active]");
  if (row && tab) row.scrollLeft = tab.offsetLeft - (row.clientWidth - tab.offsetWidth) / 2;
}
