import type { Graph } from "../../graph/graph.ts";
import { moveNodes } from "../edit.ts";
import { reach } from "../reach.ts";

/**
 * Makes space for a node that has been put between the ends of an edge: it goes to the right of what feeds it, and where it
 * would lie on what it feeds, that moves on with everything behind it. `width` is a card's, `gap` the least space between
 * two. An edge that runs backwards is left as it is, and so is one with enough space.
 */
export function makeSpace(
  graph: Graph,
  nodeId: string,
  { from, to, width, gap }: { from: string; to: string; width: number; gap: number },
): Graph {
  const { positions } = graph.layout;
  const [position, source, target] = [positions[nodeId], positions[from], positions[to]];
  if (!position || !source || !target || target.x < source.x + width) return graph;
  const x = Math.max(source.x + width + gap, Math.min(position.x, target.x - width - gap));
  const shift = x + width + gap - target.x;
  const inserted = moveNodes(graph, { [nodeId]: { x, y: position.y } });
  if (shift <= 0) return inserted;
  const behind = [...reach(graph, [to], "down")].flatMap((id) => {
    const at = positions[id];
    return at && at.x >= target.x ? [[id, { x: at.x + shift, y: at.y }] as const] : [];
  });
  return moveNodes(inserted, Object.fromEntries(behind));
}
