import type { EditorStore } from "../editor/store/store.ts";
import { motion } from "../ui/page/motion.ts";

/** A panel has just taken space on the right: a pipeline that was wholly in view stays so. */
export function keepInView(store: EditorStore): void {
  const { viewPort } = store.getState();
  const pane = document.querySelector(".pb-canvas")?.getBoundingClientRect();
  if (!viewPort || !pane) return;
  const { x, zoom } = viewPort.viewport();
  const bounds = viewPort.bounds();
  const right = (bounds.x + bounds.width) * zoom + x;
  const isCut = right > pane.width && right <= window.innerWidth - pane.x;
  if (isCut) setTimeout(() => viewPort.fit({ padding: 0.08, maxZoom: zoom, ...motion(160) }), 60);
}
