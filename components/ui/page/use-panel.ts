import { useEffect, useState } from "react";

/** Whether a panel is open, remembered by this browser. */
export function usePanel(name: string, initial: boolean): [boolean, (isOpen: boolean) => void] {
  const [isOpen, setOpen] = useState(initial);
  const key = `patchbay:panel:${name}`;
  useEffect(() => {
    // Read after the first paint: the server does not know it, and both must draw the same.
    const kept = localStorage.getItem(key);
    if (kept !== null) setOpen(kept === "open");
  }, [key]);
  const change = (next: boolean) => {
    setOpen(next);
    localStorage.setItem(key, next ? "open" : "closed");
  };
  return [isOpen, change];
}
