"use client";
import { useRouter } from "next/navigation";
import { Destinations } from "./destinations.tsx";
import { PaletteFrame } from "./palette-frame.tsx";

/** Ctrl+K on every page but the canvas, which has commands of its own besides. */
export function SitePalette({ onClose }: { onClose: () => void }) {
  const router = useRouter();
  const go = (href: string) => {
    onClose();
    router.push(href);
  };
  return (
    <PaletteFrame open onClose={onClose} title="Go anywhere" placeholder="Go to a page, a pipeline, or search the docs">
      {(query) => <Destinations query={query} onGo={go} />}
    </PaletteFrame>
  );
}
