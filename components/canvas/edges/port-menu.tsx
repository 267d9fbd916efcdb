"use client";
import { useEditor } from "../../editor/store/context.tsx";
import { lazyPart } from "../../ui/lazy/lazy-part.tsx";

const OpenPortMenu = lazyPart(async () => (await import("./open-port-menu.tsx")).OpenPortMenu, { takesKeys: true });

/** An edge was dropped on a node of which several ports fit it equally well: a person says which. */
export function PortMenu() {
  const choice = useEditor((state) => state.portChoice);
  return choice ? <OpenPortMenu choice={choice} /> : null;
}
