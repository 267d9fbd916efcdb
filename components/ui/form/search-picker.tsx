"use client";
import { clsx } from "clsx";
import { ChevronDown } from "lucide-react";
import { Popover } from "radix-ui";
import { type KeyboardEvent, type ReactNode, useState } from "react";
import { menuBoxClass } from "../overlay/menu.tsx";
import type { FieldProps } from "./field.tsx";
import { boxClass, Input } from "./input.tsx";

type Choice = { id: string /** What typed words are looked for in. */; text: string; row: ReactNode };

type Props = {
  ids: Partial<FieldProps> & { "aria-label"?: string };
  /** Of the chosen one, or what to choose. */
  children: ReactNode;
  searchLabel: string;
  choices: readonly Choice[];
  /** Why there is no choice before anything is typed, such as that they are being read. */
  noChoice: string;
  isDisabled: boolean;
  onChoose: (id: string) => void;
  /** For a list that is made only when it is asked for. */
  onOpenChange?: ((isOpen: boolean) => void) | undefined;
  className?: string | undefined;
  listClass: string;
};

/** A long list is searched, not scrolled. */
const mostShown = 100;

/** One of many, found by typing a part of what it says. */
export function SearchPicker({ ids, children, isDisabled, onChoose, onOpenChange, className, ...list }: Props) {
  const [isOpen, setOpen] = useState(false);
  const open = (next: boolean) => {
    setOpen(next);
    onOpenChange?.(next);
  };
  const choose = (id: string) => {
    open(false);
    onChoose(id);
  };
  return (
    <Popover.Root open={isOpen} onOpenChange={open}>
      <Popover.Trigger
        {...ids}
        disabled={isDisabled}
        className={clsx(boxClass, "flex h-8 items-center gap-1.5 px-2.5 text-left", className)}
      >
        {children}
        <ChevronDown aria-hidden className="size-4 shrink-0 text-muted" />
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Content
          align="start"
          sideOffset={4}
          collisionPadding={8}
          className={clsx(menuBoxClass, "max-w-[calc(100vw-1rem)] p-2", list.listClass)}
        >
          <Choices {...list} onChoose={choose} />
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}

type ChoicesProps = Pick<Props, "searchLabel" | "choices" | "noChoice" | "onChoose">;

function Choices({ searchLabel, choices, noChoice, onChoose }: ChoicesProps) {
  const [search, setSearch] = useState("");
  const words = search.toLowerCase().split(/\s+/);
  const found = choices.filter(({ text }) => words.every((word) => text.toLowerCase().includes(word)));
  const [first] = found;
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the arrow keys move between the buttons inside
    <div className="flex flex-col gap-1.5" onKeyDown={moveFocus}>
      <Input
        autoFocus
        aria-label={searchLabel}
        placeholder={searchLabel}
        value={search}
        onChange={(event) => setSearch(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === "Enter" && first) onChoose(first.id);
        }}
      />
      {first ? null : <p className="px-2 py-1 text-muted text-xs">{choices.length === 0 ? noChoice : "No matches."}</p>}
      <ul className="flex max-h-72 flex-col overflow-y-auto">
        {found.slice(0, mostShown).map(({ id, row }) => (
          <li key={id}>
            <button
              type="button"
              onClick={() => onChoose(id)}
              className="w-full rounded-md px-2 py-1.5 -outline-offset-2 text-left hover:bg-hover focus-visible:bg-hover"
            >
              {row}
            </button>
          </li>
        ))}
      </ul>
      {found.length > mostShown ? (
        <p className="px-2 text-muted text-xs">{found.length - mostShown} more. Type to find one.</p>
      ) : null}
    </div>
  );
}

function moveFocus(event: KeyboardEvent<HTMLDivElement>) {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (step === undefined) return;
  const stops = [...event.currentTarget.querySelectorAll<HTMLElement>("input, button")];
  const now = stops.findIndex((stop) => stop.matches(":focus"));
  event.preventDefault();
  stops[Math.min(stops.length - 1, Math.max(0, now + step))]?.focus();
}
