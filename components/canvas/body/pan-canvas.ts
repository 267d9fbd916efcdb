/** React Flow pans from nothing that is a node, and an open body is one that may fill a phone's screen: it pans from there itself. */
import type { PointerEvent } from "react";
import type { EditorStore } from "../../editor/store/store.ts";
import { followPointer } from "../pointer/follow-pointer.ts";

/** The first finger, beside the cards and edges of the body. */
export function isFingerOnGround({ pointerType, isPrimary, target }: PointerEvent): boolean {
  const isThing = target instanceof Element && target.closest(".pb-body-node, .pb-body-edges") !== null;
  return pointerType === "touch" && isPrimary && !isThing;
}

/** The canvas goes with the pointer. */
export function panCanvas(store: EditorStore, down: PointerEvent): void {
  const { viewPort } = store.getState();
  if (!viewPort) return;
  const { x, y, zoom } = viewPort.viewport();
  const onMove = ({ clientX, clientY }: globalThis.PointerEvent) =>
    viewPort.setViewport({ x: x + clientX - down.clientX, y: y + clientY - down.clientY, zoom });
  followPointer(down, { onMove, onEnd: () => undefined });
}
