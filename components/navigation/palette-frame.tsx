"use client";
import { Command as Cmdk } from "cmdk";
import { Dialog as Radix } from "radix-ui";
import { type ReactNode, useEffect, useRef, useState } from "react";
import { scoreOf } from "./score-match.ts";

type Props = {
  open: boolean;
  onClose: () => void;
  title: string;
  placeholder: string;
  /** Where the keyboard goes on when it has closed; without it, where it was. */
  onCloseAutoFocus?: (event: Event) => void;
  /** The groups of the list for what has been typed. */
  children: (query: string) => ReactNode;
};

/** The frame of Ctrl+K: a box to type in above a list that the typed words narrow. */
export function PaletteFrame({ open, onClose, title, ...inner }: Props) {
  return (
    <Radix.Root open={open} onOpenChange={(isOpen) => (isOpen ? undefined : onClose())}>
      <Radix.Portal>
        <Radix.Overlay className="fixed inset-0 z-40 animate-fade bg-scrim" />
        <Radix.Content
          aria-describedby={undefined}
          className="-translate-x-1/2 fixed top-[14dvh] left-1/2 z-50 w-[calc(100vw-2rem)] max-w-xl animate-rise overflow-hidden rounded-xl border border-line bg-raised text-sm shadow-float outline-none"
          {...(inner.onCloseAutoFocus ? { onCloseAutoFocus: inner.onCloseAutoFocus } : {})}
        >
          <Radix.Title className="sr-only">{title}</Radix.Title>
          <PaletteList {...inner} title={title} />
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

function PaletteList({ title, placeholder, children }: Pick<Props, "title" | "placeholder" | "children">) {
  const [query, setQuery] = useState("");
  const [value, setValue] = useState("");
  const list = useRef<HTMLDivElement>(null);
  // What arrives while one types is chosen too: Enter takes the first one, and never nothing.
  useEffect(() => {
    if (!list.current) return;
    const choose = () => {
      const items = [...(list.current?.querySelectorAll("[cmdk-item]") ?? [])];
      if (items.some((item) => item.getAttribute("data-selected") === "true")) return;
      setValue(items[0]?.getAttribute("data-value") ?? "");
    };
    const observer = new MutationObserver(choose);
    observer.observe(list.current, { childList: true, subtree: true });
    return () => observer.disconnect();
  }, []);
  return (
    <Cmdk
      label={title}
      loop
      filter={scoreOf}
      value={value}
      onValueChange={setValue}
      className="flex max-h-[60dvh] flex-col"
    >
      <Cmdk.Input
        value={query}
        onValueChange={setQuery}
        placeholder={placeholder}
        className="h-12 shrink-0 border-b bg-transparent px-4 text-md outline-none"
      />
      <Cmdk.List ref={list} className="min-h-0 overflow-y-auto p-1.5">
        <Cmdk.Empty className="px-3 py-8 text-center text-muted">No matches for “{query}”.</Cmdk.Empty>
        {children(query)}
      </Cmdk.List>
    </Cmdk>
  );
}
