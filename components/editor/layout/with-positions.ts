import { bodyAt, editAt } from "../../../lib/edit/bodies.ts";
import type { Graph } from "../../../lib/graph/graph.ts";
import { placeNodes } from "../../../lib/graph/layout.ts";
import { maxNesting } from "../../../lib/graph/pipeline-ref.ts";
import type { Catalogue } from "../../../lib/node-types/manifest.ts";
import { nodeSpace } from "./geometry.ts";

/** The graph with a place for every card, in bodies too. One made by hand or through the API may come without. */
export function withPositions(graph: Graph, catalogue: Catalogue, depth = 0): Graph {
  const placed = placeNodes(graph, (id) => nodeSpace(graph, catalogue, id));
  if (depth >= maxNesting) return placed;
  return Object.keys(placed.nodes).reduce((next, id) => {
    if (!bodyAt(next, catalogue, id)) return next;
    return editAt(next, { catalogue, scope: [id] }, (body) => withPositions(body, catalogue, depth + 1));
  }, placed);
}
