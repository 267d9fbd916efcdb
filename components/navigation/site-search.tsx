"use client";
import { Search } from "lucide-react";
import { useEffect, useState } from "react";
import { IconButton } from "../ui/form/icon-button.tsx";
import { lazyPart } from "../ui/lazy/lazy-part.tsx";

const SitePalette = lazyPart(async () => (await import("./site-palette.tsx")).SitePalette, { takesKeys: true });

/** The button of the bar that opens the list of everything; so does Ctrl+K, wherever the keyboard is. */
export function SiteSearch() {
  const [isOpen, setOpen] = useState(false);
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      const isOurs = event.key.toLowerCase() === "k" && (event.ctrlKey || event.metaKey) && !event.altKey;
      if (!isOurs || event.shiftKey || event.defaultPrevented) return;
      event.preventDefault();
      setOpen((was) => !was);
    };
    document.addEventListener("keydown", onKeyDown);
    return () => document.removeEventListener("keydown", onKeyDown);
  }, []);
  return (
    <>
      <IconButton label="Go anywhere" keys="Ctrl+K" onClick={() => setOpen(true)}>
        <Search aria-hidden />
      </IconButton>
      {isOpen ? <SitePalette onClose={() => setOpen(false)} /> : null}
    </>
  );
}
