"use client";
import { lazyPart } from "../../ui/lazy/lazy-part.tsx";
import { useEditor } from "../store/context.tsx";

const BodyWay = lazyPart(async () => (await import("./body-way.tsx")).BodyWay);

/** While the body of a node is open: the way to it, and back. */
export function BodyBar() {
  const isOpen = useEditor(({ scope }) => scope.length > 0);
  return isOpen ? <BodyWay /> : null;
}
