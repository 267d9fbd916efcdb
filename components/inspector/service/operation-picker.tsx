"use client";
import { clsx } from "clsx";
import { ChevronDown } from "lucide-react";
import { Popover } from "radix-ui";
import { type KeyboardEvent, useState } from "react";
import type { OperationSummary } from "../../../lib/service/service.ts";
import type { FieldProps } from "../../ui/form/field.tsx";
import { boxClass, Input } from "../../ui/form/input.tsx";
import { menuBoxClass } from "../../ui/overlay/menu.tsx";
import type { ServiceState } from "./use-service.ts";

type Props = { ids: FieldProps; state: ServiceState; isReadOnly: boolean };
/** A long document is searched, not scrolled. */
const mostShown = 100;

/** An operation of the document, found by typing a part of its path, its summary or its tags. */
export function OperationPicker({ ids, state, isReadOnly }: Props) {
  const { service, document, isReading, isPicking, words } = state;
  const [isOpen, setOpen] = useState(false);
  const chosen = service?.operation;
  const open = (next: boolean) => {
    setOpen(next);
    // An operation that was chosen long ago: the others are asked for when they are wanted.
    if (next && !document && !isReading) state.read();
  };
  const choose = (id: string) => {
    setOpen(false);
    state.pick(id);
  };
  return (
    <Popover.Root open={isOpen} onOpenChange={open}>
      <Popover.Trigger
        {...ids}
        disabled={isReadOnly || isPicking}
        className={clsx(boxClass, "flex h-8 items-center gap-1.5 px-2.5 text-left")}
      >
        {chosen ? <Method method={chosen.method} /> : null}
        <span className={clsx("min-w-0 flex-1 truncate", chosen ? "font-mono text-xs" : "text-muted")}>
          {chosen?.path ?? `Choose ${words.noun === "tool" ? "a tool" : "an operation"}`}
        </span>
        <ChevronDown aria-hidden className="size-4 shrink-0 text-muted" />
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Content
          align="start"
          sideOffset={4}
          collisionPadding={8}
          className={clsx(menuBoxClass, "w-96 max-w-[calc(100vw-1rem)] p-2")}
        >
          <Choices operations={document?.operations ?? []} isReading={isReading} onChoose={choose} />
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}

type ChoicesProps = { operations: readonly OperationSummary[]; isReading: boolean; onChoose: (id: string) => void };

function Choices({ operations, isReading, onChoose }: ChoicesProps) {
  const [search, setSearch] = useState("");
  const words = search.toLowerCase().split(/\s+/);
  const found = operations.filter(({ id, summary, tags }) =>
    words.every((word) => `${id} ${summary} ${tags.join(" ")}`.toLowerCase().includes(word)),
  );
  const [first] = found;
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the arrow keys move between the buttons inside
    <div className="flex flex-col gap-1.5" onKeyDown={moveFocus}>
      <Input
        autoFocus
        aria-label="Search operations"
        placeholder="Search operations"
        value={search}
        onChange={(event) => setSearch(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === "Enter" && first) onChoose(first.id);
        }}
      />
      {found.length === 0 ? (
        <p className="px-2 py-1 text-muted text-xs">{isReading ? "Reading the document…" : "No matches."}</p>
      ) : null}
      <ul className="flex max-h-72 flex-col overflow-y-auto">
        {found.slice(0, mostShown).map(({ id, method, path, summary, isDeprecated }) => (
          <li key={id}>
            <button
              type="button"
              onClick={() => onChoose(id)}
              className="w-full rounded-md px-2 py-1.5 text-left outline-none hover:bg-hover focus-visible:bg-hover"
            >
              <span className="flex items-center gap-1.5">
                <Method method={method} />
                <span className={clsx("min-w-0 truncate font-mono text-xs", isDeprecated && "line-through")}>
                  {path}
                </span>
              </span>
              {summary ? (
                <span className="block truncate text-muted text-xs">
                  {isDeprecated ? "Deprecated. " : ""}
                  {summary}
                </span>
              ) : null}
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

function Method({ method }: { method: string }) {
  return <span className="shrink-0 rounded-sm bg-hover px-1 font-medium text-2xs">{method}</span>;
}

function moveFocus(event: KeyboardEvent<HTMLDivElement>) {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (step === undefined) return;
  const stops = [...event.currentTarget.querySelectorAll<HTMLElement>("input, button")];
  const now = stops.findIndex((stop) => stop.matches(":focus"));
  event.preventDefault();
  stops[Math.min(stops.length - 1, Math.max(0, now + step))]?.focus();
}
