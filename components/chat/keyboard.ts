import type { KeyboardEvent } from "react";

/** While an input method composes a character, Enter and Escape are its own. Safari tells of the last Enter only by this code. */
export function isComposing({ nativeEvent: { isComposing, keyCode } }: KeyboardEvent): boolean {
  return isComposing || keyCode === 229;
}

/** Escape that something else takes: what floats above the page is a child of it in React. */
export function isClosing({ target, defaultPrevented }: KeyboardEvent): boolean {
  return defaultPrevented || (target instanceof Element && target.closest("[role=dialog], [role=menu]") !== null);
}

/** A phone or a tablet, whose keyboard is on the screen. */
export function hasCoarsePointer(): boolean {
  return window.matchMedia("(pointer: coarse)").matches;
}
