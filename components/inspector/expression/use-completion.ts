"use client";
import { type RefObject, useEffect, useId, useMemo, useRef, useState } from "react";
import { connect, portAt, refuseEdge, sameEnd } from "../../../lib/edit/edges.ts";
import { makeId } from "../../../lib/edit/ids.ts";
import { completeJsonata } from "../../../lib/expressions/complete-jsonata.ts";
import { completeLiquid } from "../../../lib/expressions/complete-liquid.ts";
import type { Expression } from "../../../lib/expressions/expression.ts";
import type { Shape } from "../../../lib/expressions/names-at.ts";
import type { Completion, Suggestion } from "../../../lib/expressions/suggestion.ts";
import { useEditorStore } from "../../editor/store/context.tsx";
import type { BoxState } from "./box-state.ts";
import { caretBottom } from "./caret-bottom.ts";
import { useSources } from "./use-sources.ts";

type Ask = {
  box: RefObject<HTMLTextAreaElement | null>;
  expression: Expression;
  text: string;
  shape: Shape;
  nodeId: string;
  isReadOnly: boolean;
  wasTyped: boolean;
};

/** What is offered at the cursor. `top` is where the list stands, in pixels below the top of the box. */
type Offer = Completion & { top: number };
export type BoxCompletion = {
  listId: string;
  offer: Offer | undefined;
  active: number;
  aria: NonNullable<BoxState["aria"]>;
  choose(suggestion: Suggestion): void;
  /** As Ctrl+Space does, for fingers. */
  openNow: (() => void) | undefined;
};

export const optionId = (listId: string, index: number) => `${listId}-${index}`;

/** Offers names while one types in the box; with Ctrl+Space or `openNow` wherever the cursor is. */
export function useCompletion({ box, expression, text, shape, nodeId, isReadOnly, wasTyped }: Ask): BoxCompletion {
  const listId = useId();
  const store = useEditorStore();
  const [offer, setOffer] = useState<Offer>();
  const [active, setActive] = useState(0);
  const sources = useSources(nodeId, expression);
  const close = () => setOffer(undefined);

  const show = (isAsked: boolean) => {
    const element = box.current;
    if (!element || isReadOnly) return;
    const at = element.selectionStart;
    const found =
      expression.language === "jsonata"
        ? completeJsonata(element.value, at, shape)
        : completeLiquid(element.value, at, { shape, sources, isAsked });
    if (!found || !isWorthOffering(found, element.value, at, isAsked)) return close();
    setActive(0);
    setOffer({ ...found, top: caretBottom(element, found.from) });
  };

  const choose = (suggestion: Suggestion | undefined) => {
    const element = box.current;
    if (!element || !offer || !suggestion) return;
    close();
    element.focus();
    element.setSelectionRange(offer.from, offer.to);
    insert(element, suggestion.insert);
    const end = element.selectionEnd - (suggestion.back ?? 0);
    element.setSelectionRange(end, end);
    const { source } = suggestion;
    if (source) connectTo(store, { node: nodeId, port: suggestion.label }, source);
  };

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.isComposing || !answer(event)) return;
    event.preventDefault();
    event.stopPropagation();
  };
  /** Whether the key was one for the list. */
  const answer = ({ key, ctrlKey, metaKey }: KeyboardEvent): boolean => {
    if (key === " " && (ctrlKey || metaKey)) show(true);
    else if (!offer) return false;
    else if (key === "ArrowDown") setActive((active + 1) % offer.suggestions.length);
    else if (key === "ArrowUp") setActive((active + offer.suggestions.length - 1) % offer.suggestions.length);
    else if (key === "Enter") choose(offer.suggestions[active]);
    else if (key === "Escape") close();
    else return false;
    return true;
  };
  useBoxEvents({ box, text, wasTyped }, { show, close, onKeyDown });
  const isOpen = offer !== undefined;
  const aria = useMemo<NonNullable<BoxState["aria"]>>(
    () => ({
      "aria-autocomplete": "list",
      "aria-haspopup": "listbox",
      ...(isOpen ? { "aria-controls": listId, "aria-activedescendant": optionId(listId, active) } : {}),
    }),
    [isOpen, listId, active],
  );
  const openNow = () => {
    box.current?.focus();
    show(true);
  };
  return { listId, offer, active, aria, choose, openNow: isReadOnly ? undefined : openNow };
}

type Events = { show(isAsked: boolean): void; close(): void; onKeyDown(event: KeyboardEvent): void };

/** The list follows what is typed, and goes when the box is left or another change is made to its text. */
function useBoxEvents({ box, text, wasTyped }: Pick<Ask, "box" | "text" | "wasTyped">, events: Events): void {
  const latest = useRef(events);
  latest.current = events;
  const isTyped = useRef(wasTyped && document.activeElement === box.current);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a list that was right for the former text is not for this one.
  useEffect(() => {
    if (isTyped.current) latest.current.show(false);
    else latest.current.close();
    isTyped.current = false;
  }, [text]);
  useEffect(() => {
    const element = box.current;
    if (!element) return;
    const stop = new AbortController();
    const { signal } = stop;
    const note = (event: Event) => {
      isTyped.current = event instanceof InputEvent && /^(insertText|insertComposition|delete)/.test(event.inputType);
    };
    // Before React hears of it.
    element.addEventListener("input", note, { signal, capture: true });
    element.addEventListener("keydown", (event) => latest.current.onKeyDown(event), { signal });
    element.addEventListener("pointerdown", () => latest.current.close(), { signal });
    element.addEventListener("blur", () => latest.current.close(), { signal });
    return () => stop.abort();
  }, [box]);
}

/** Asked for, anything is; while typing, only what continues a word that is not finished, or follows a dot or a brace. */
function isWorthOffering({ from, suggestions }: Completion, text: string, at: number, isAsked: boolean): boolean {
  const [first, second] = suggestions;
  if (!first) return false;
  if (isAsked) return true;
  const typed = text.slice(from, at);
  if (typed === "") return /(\.|\{\{-? ?|\{%-? ?|\| ?)$/.test(text.slice(0, at));
  return second !== undefined || first.insert.replace(/ \}\}$/, "") !== typed;
}

/** As if it were typed: the browser can undo it, and React hears of it. */
function insert(element: HTMLTextAreaElement, text: string): void {
  if (document.execCommand("insertText", false, text)) return;
  element.setRangeText(text, element.selectionStart, element.selectionEnd, "end");
  element.dispatchEvent(new InputEvent("input", { bubbles: true }));
}

/** The variable that was just named takes the output it was named for, unless it has something already. */
function connectTo(
  store: ReturnType<typeof useEditorStore>,
  to: { node: string; port: string },
  from: NonNullable<Suggestion["source"]>,
): void {
  const { catalogue, edit } = store.getState();
  edit("Connect", (graph) => {
    const isFree =
      portAt(graph, catalogue, { ...to, side: "inputs" }) && !graph.edges.some((edge) => sameEnd(edge.to, to));
    if (!isFree || refuseEdge(graph, catalogue, { from, to }) !== undefined) return graph;
    return connect(graph, catalogue, { id: makeId("e"), from, to });
  });
}
