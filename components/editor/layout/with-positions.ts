import type { Graph } from "../../../lib/graph.ts";
import { placeNodes } from "../../../lib/layout.ts";
import type { Catalogue } from "../../../lib/manifest.ts";
import { nodeSize } from "./geometry.ts";

/** The graph with a place for every card. One made by hand or through the API may come without. */
export function withPositions(graph: Graph, catalogue: Catalogue): Graph {
  return placeNodes(graph, (id) => nodeSize(graph, catalogue, id));
}
