import { type RefObject, useEffect, useRef } from "react";
import { hasCoarsePointer } from "./keyboard.ts";

/** The keyboard begins here. On a phone it would cover half of the page, so there it does not. */
export function useFirstFocus<Box extends HTMLElement>(): RefObject<Box | null> {
  const box = useRef<Box>(null);
  useEffect(() => {
    if (!hasCoarsePointer()) box.current?.focus();
  }, []);
  return box;
}
