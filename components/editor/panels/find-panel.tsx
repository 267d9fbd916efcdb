"use client";
import { ArrowDown, ArrowUp, CaseSensitive, X } from "lucide-react";
import { type KeyboardEvent, useEffect, useMemo, useRef, useState } from "react";
import { findText, type Match, type Query, replaceMatches } from "../../../lib/edit/find.ts";
import { nodeAt } from "../../../lib/graph/graph.ts";
import { Button } from "../../ui/form/button.tsx";
import { IconButton } from "../../ui/form/icon-button.tsx";
import { Input } from "../../ui/form/input.tsx";
import { countOf } from "../../ui/text/format.ts";
import { goTo } from "../actions/go-to.ts";
import { useEditor, useEditorStore } from "../store/context.tsx";
import { canEdit, graphOf } from "../store/document-slice.ts";
import { MatchList } from "./find-matches.tsx";

export function FindPanel() {
  const isOpen = useEditor((state) => state.isFinding);
  return isOpen ? <OpenFindPanel /> : null;
}

/** Finds text in titles, settings and notes; Enter goes to the next match; replacing is one undo step. */
function OpenFindPanel() {
  const store = useEditorStore();
  const [query, setQuery] = useState<Query>({ text: "", isCaseSensitive: false });
  const [by, setBy] = useState("");
  const [at, setAt] = useState(0);
  const input = useRef<HTMLInputElement>(null);
  const graph = useEditor(graphOf);
  const catalogue = useEditor((state) => state.catalogue);
  const editable = useEditor(canEdit);
  const matches = useMemo(() => findText(graph, catalogue, query), [graph, catalogue, query]);
  const current = matches[Math.min(at, matches.length - 1)];
  useEffect(() => {
    input.current?.focus();
    input.current?.select();
  }, []);
  const go = (next: number) => {
    const index = matches.length === 0 ? 0 : (next + matches.length) % matches.length;
    setAt(index);
    const match = matches[index];
    if (match) show(store, match);
  };
  const close = () => {
    store.getState().set({ isFinding: false });
    document.querySelector<HTMLElement>(".pb-canvas")?.focus();
  };
  const replace = (chosen: readonly Match[]) => {
    if (chosen.length === 0) return;
    const label = chosen.length === 1 ? "Replace text" : `Replace ${countOf(chosen.length, "text")}`;
    store.getState().edit(label, (now) => replaceMatches(now, catalogue, { matches: chosen, query, by }));
    // The button may be off now, and a button that is off has no keyboard.
    input.current?.focus();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    event.stopPropagation();
    if (event.key === "Escape") close();
    if (event.key === "Enter" && event.target === input.current) go(at + (event.shiftKey ? -1 : 1));
  };
  return (
    <search
      aria-label="Find and replace"
      onKeyDown={onKeyDown}
      className="absolute top-3 right-3 z-20 flex max-h-[70%] w-84 animate-rise flex-col overflow-hidden rounded-xl border bg-raised shadow-float"
    >
      <div className="flex flex-col gap-1.5 p-2">
        <div className="flex items-center gap-0.5">
          <Input
            ref={input}
            aria-label="Find"
            placeholder="Find in nodes and settings"
            value={query.text}
            onChange={({ currentTarget: { value: text } }) => {
              setQuery({ ...query, text });
              setAt(0);
            }}
          />
          <IconButton
            label="Match case"
            size="sm"
            aria-pressed={query.isCaseSensitive}
            onClick={() => setQuery({ ...query, isCaseSensitive: !query.isCaseSensitive })}
          >
            <CaseSensitive aria-hidden />
          </IconButton>
          <IconButton label="Previous match" keys="Shift+Enter" size="sm" onClick={() => go(at - 1)}>
            <ArrowUp aria-hidden />
          </IconButton>
          <IconButton label="Next match" keys="Enter" size="sm" onClick={() => go(at + 1)}>
            <ArrowDown aria-hidden />
          </IconButton>
          <IconButton label="Close" keys="Esc" size="sm" onClick={close}>
            <X aria-hidden />
          </IconButton>
        </div>
        {editable ? (
          <div className="flex items-center gap-1.5">
            <Input
              aria-label="Replace with"
              placeholder="Replace with"
              value={by}
              onChange={({ currentTarget: { value } }) => setBy(value)}
            />
            <Button size="sm" disabled={!current} onClick={() => replace(current ? [current] : [])}>
              Replace
            </Button>
            <Button size="sm" disabled={!current} onClick={() => replace(matches)}>
              All
            </Button>
          </div>
        ) : null}
        <p role="status" className="px-1 text-muted text-xs">
          {describeCount(query.text, matches.length)}
        </p>
      </div>
      <MatchList matches={matches} query={query} by={by} current={current} onGo={(index) => go(index)} />
    </search>
  );
}

/** Of the panel and the space around it, in pixels. */
const panelWidth = 360;

function show(store: ReturnType<typeof useEditorStore>, { in: where, id }: Match): void {
  const { select, viewPort } = store.getState();
  if (where !== "note" && nodeAt(graphOf(store.getState()), id)) {
    goTo(store, { nodeId: id, free: panelWidth });
    return;
  }
  select({ notes: new Set([id]) });
  viewPort?.fit({ nodes: [{ id: `note:${id}` }], maxZoom: 1, padding: 0.4 });
}

function describeCount(text: string, count: number): string {
  if (text === "") return "Searches titles, settings and notes.";
  if (count === 0) return "No matches.";
  return countOf(count, "match", "matches");
}
