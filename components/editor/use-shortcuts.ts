import { useEffect } from "react";
import { type Command, commands, isAllowed } from "./commands.ts";
import { useEditorStore } from "./context.tsx";
import { isTyping } from "./is-typing.ts";
import type { EditorStore } from "./store.ts";

/** Listens to the whole page. Keys typed into fields, dialogs and menus are theirs. */
export function useShortcuts(): void {
  const store = useEditorStore();
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => press(store, event);
    document.addEventListener("keydown", onKeyDown);
    return () => document.removeEventListener("keydown", onKeyDown);
  }, [store]);
}

function press(store: EditorStore, event: KeyboardEvent): void {
  if (event.defaultPrevented || event.isComposing) return;
  const pressed = keysOf(event);
  const command = commands.find(({ keys }) => keys.includes(pressed));
  if (!command?.run || !isAllowed(command, store.getState())) return;
  if (isTyping(event.target) && !isEverywhere(command, event.target)) return;
  if (!isOnCanvas(event.target) && ["Tab", "Enter"].includes(pressed)) return;
  event.preventDefault();
  command.run(store);
}

/** Run works while a setting is being typed; a dialog has its own Ctrl+Enter. */
function isEverywhere(command: Command, target: EventTarget | null): boolean {
  return (
    ["Run", "Next part of the page"].includes(command.title) &&
    !(target instanceof Element && target.closest("[role=dialog]"))
  );
}

/** Tab and Enter keep their meaning on buttons and links; on the canvas and on the bare page they are ours. */
function isOnCanvas(target: EventTarget | null): boolean {
  return target === document.body || (target instanceof Element && target.closest(".pb-canvas") !== null);
}

/** "Ctrl+Shift+Z": modifiers in one order, letters in capitals, signs such as ? without their Shift. */
export function keysOf(event: Pick<KeyboardEvent, "key" | "ctrlKey" | "metaKey" | "altKey" | "shiftKey">): string {
  const key = event.key.length === 1 ? event.key.toUpperCase() : event.key;
  const isSign = event.key.length === 1 && !/[A-Za-z]/.test(event.key);
  const parts = [
    event.ctrlKey || event.metaKey ? "Ctrl" : "",
    event.altKey ? "Alt" : "",
    event.shiftKey && !isSign ? "Shift" : "",
    key,
  ];
  return parts.filter(Boolean).join("+");
}
