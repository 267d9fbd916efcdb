"use client";
import { clsx } from "clsx";
import { ChevronDown } from "lucide-react";
import { Popover } from "radix-ui";
import { type KeyboardEvent, useState } from "react";
import type { FieldProps } from "../ui/form/field.tsx";
import { boxClass, Input } from "../ui/form/input.tsx";
import { menuBoxClass } from "../ui/overlay/menu.tsx";

type Choice = { id: string; name: string; description: string };

type Props = {
  ids: Partial<FieldProps> & { "aria-label"?: string };
  /** Of the chosen one; empty while there is none. */
  name: string;
  pipelines: readonly Choice[];
  isLoading: boolean;
  isReadOnly: boolean;
  onChoose: (id: string) => void;
  /** For a list that is made only when it is asked for. */
  onOpenChange?: (isOpen: boolean) => void;
  className?: string;
};

/** A pipeline of the workspace, found by typing a part of its name or description. */
export function PipelinePicker(props: Props) {
  const { ids, name, pipelines, isLoading, isReadOnly, onChoose, onOpenChange, className } = props;
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
        disabled={isReadOnly}
        className={clsx(boxClass, "flex h-8 min-w-0 flex-1 items-center gap-1.5 px-2.5 text-left", className)}
      >
        <span className={clsx("min-w-0 flex-1 truncate", name === "" && "text-muted")}>
          {name || "Choose a pipeline"}
        </span>
        <ChevronDown aria-hidden className="size-4 shrink-0 text-muted" />
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Content align="start" sideOffset={4} collisionPadding={8} className={clsx(menuBoxClass, "w-80 p-2")}>
          <Choices pipelines={pipelines} isLoading={isLoading} onChoose={choose} />
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}

function Choices({ pipelines, isLoading, onChoose }: Pick<Props, "pipelines" | "isLoading" | "onChoose">) {
  const [search, setSearch] = useState("");
  const words = search.toLowerCase().split(/\s+/);
  const found = pipelines.filter(({ name, description }) =>
    words.every((word) => `${name} ${description}`.toLowerCase().includes(word)),
  );
  const first = found[0];
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the arrow keys move between the buttons inside
    <div className="flex flex-col gap-1.5" onKeyDown={moveFocus}>
      <Input
        autoFocus
        aria-label="Search pipelines"
        placeholder="Search pipelines"
        value={search}
        onChange={(event) => setSearch(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === "Enter" && first) onChoose(first.id);
        }}
      />
      {found.length === 0 ? (
        <p className="px-2 py-1 text-muted text-xs">
          {isLoading
            ? "Loading…"
            : pipelines.length === 0
              ? "There is no other pipeline yet. Make one on the home page first."
              : "No matches."}
        </p>
      ) : null}
      <ul className="flex max-h-72 flex-col overflow-y-auto">
        {found.slice(0, 100).map(({ id, name, description }) => (
          <li key={id}>
            <button
              type="button"
              onClick={() => onChoose(id)}
              className="w-full rounded-md px-2 py-1.5 text-left outline-none hover:bg-hover focus-visible:bg-hover"
            >
              <span className="block truncate">{name}</span>
              {description ? <span className="block truncate text-muted text-xs">{description}</span> : null}
            </button>
          </li>
        ))}
      </ul>
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
