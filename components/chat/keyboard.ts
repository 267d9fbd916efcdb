import type { KeyboardEvent } from "react";

/** While an input method composes a character, Enter and Escape are its own. Safari tells of the last Enter only by this code. */
export function isComposing({ nativeEvent: { isComposing, keyCode } }: KeyboardEvent): boolean {
  return isComposing || keyCode === 229;
}

/** A phone or a tablet, whose keyboard is on the screen. */
export function hasCoarsePointer(): boolean {
  return window.matchMedia("(pointer: coarse)").matches;
}
