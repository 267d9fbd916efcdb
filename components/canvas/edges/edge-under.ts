import type { Position } from "../../../lib/graph/graph.ts";

/** The edge whose curve lies under a screen point, cards above it or not. */
export function edgeUnder({ x, y }: Position): string | undefined {
  for (const element of document.elementsFromPoint(x, y)) {
    const edge = element.closest<SVGElement>(".react-flow__edge");
    if (edge) return edge.dataset.id;
  }
  return undefined;
}
