import { checkGraph } from "../../lib/check.ts";
import type { Graph } from "../../lib/graph.ts";
import type { Issue } from "../../lib/issue.ts";
import type { Catalogue } from "../../lib/manifest.ts";
import { checkSettings } from "./check-settings.ts";

/** Every problem of the graph and of its nodes' settings, as the server would find them. */
export function checkWhole(graph: Graph, catalogue: Catalogue): Issue[] {
  return checkGraph(graph, catalogue, checkSettings(catalogue));
}
