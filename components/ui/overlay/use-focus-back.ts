import { useState } from "react";

/**
 * Gives the keyboard back to whatever had it before the dialog opened: Radix does so for a dialog's own trigger only.
 * For `onCloseAutoFocus`.
 */
export function useFocusBack(isOpen: boolean): (event: Event) => void {
  const [known, setKnown] = useState<{ isOpen: boolean; opener: HTMLElement | undefined }>(closed);
  // While this is drawn for the first time, the fields of the dialog have not taken the focus yet.
  if (isOpen !== known.isOpen) setKnown(isOpen ? { isOpen, opener: focused() } : { ...known, isOpen });
  return (event) => {
    event.preventDefault();
    // Another dialog may have opened meanwhile, and then the keyboard is in it.
    if (document.activeElement === document.body) known.opener?.focus();
  };
}

const closed = { isOpen: false, opener: undefined };

/** A menu's item is gone when its dialog closes; the button that opened the menu is not. */
function focused(): HTMLElement | undefined {
  if (typeof document === "undefined") return undefined;
  const { activeElement } = document;
  const trigger = activeElement?.closest("[role=menu]")?.getAttribute("aria-labelledby");
  const opener = trigger ? document.getElementById(trigger) : activeElement;
  return opener instanceof HTMLElement ? opener : undefined;
}
