import { useEffect } from "react";
import { isTyping } from "../actions/is-typing.ts";
import { type EditorParts, useEditorParts } from "../store/context.tsx";
import { type Command, isAllowed } from "./command.ts";
import { commands } from "./commands.ts";

/** Listens to the whole page. Keys typed into fields, dialogs and menus are theirs. */
export function useShortcuts(): void {
  const parts = useEditorParts();
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => press(parts, event);
    document.addEventListener("keydown", onKeyDown);
    return () => document.removeEventListener("keydown", onKeyDown);
  }, [parts]);
}

function press(parts: EditorParts, event: KeyboardEvent): void {
  if (event.defaultPrevented || event.isComposing) return;
  const pressed = keysOf(event);
  const state = parts.store.getState();
  // Enter means one thing on a node and another on a note, and Escape has several uses, each at its time.
  const command = commands.find((each) => each.keys.includes(pressed) && isAllowed(each, state, parts));
  if (!command || command.isNative) return;
  if (isTyping(event.target) && !isEverywhere(command, event.target)) return;
  if (!isOnCanvas(event.target) && ["Tab", "Enter"].includes(pressed)) return;
  event.preventDefault();
  command.run(parts.store, parts);
}

/** Some work while a setting is being typed; an open dialog has its own keys. */
function isEverywhere(command: Command, target: EventTarget | null): boolean {
  return command.isEverywhere === true && !(target instanceof Element && target.closest("[role=dialog], [cmdk-root]"));
}

/** Tab and Enter keep their meaning on buttons and links; on the canvas and on the bare page they are ours. */
function isOnCanvas(target: EventTarget | null): boolean {
  return target === document.body || (target instanceof Element && target.closest(".pb-canvas") !== null);
}

type Pressed = Pick<KeyboardEvent, "key" | "ctrlKey" | "metaKey" | "altKey" | "shiftKey"> & { code?: string };

/** "Ctrl+Shift+Z": modifiers in one order, letters in capitals, signs such as ? without their Shift. */
function keysOf(event: Pressed): string {
  // With Alt a Mac writes other letters (Alt+A is å): there the place on the keyboard says which key it was.
  const letter = event.altKey ? /^Key([A-Z])$/.exec(event.code ?? "")?.[1] : undefined;
  const key = letter ?? (event.key.length === 1 ? event.key.toUpperCase() : event.key);
  const isSign = letter === undefined && event.key.length === 1 && !/[A-Za-z]/.test(event.key);
  const parts = [
    event.ctrlKey || event.metaKey ? "Ctrl" : "",
    event.altKey ? "Alt" : "",
    event.shiftKey && !isSign ? "Shift" : "",
    key,
  ];
  return parts.filter(Boolean).join("+");
}
