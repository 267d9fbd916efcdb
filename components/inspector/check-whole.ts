import { checkGraph, checkToolbox } from "../../lib/graph/check.ts";
import type { Graph } from "../../lib/graph/graph.ts";
import type { Issue } from "../../lib/graph/issue.ts";
import type { Catalogue } from "../../lib/node-types/manifest.ts";
import { checkSettings } from "./check-settings.ts";

/**
 * Every problem of the graph and of its nodes' settings, as the server would find them. With a `toolbox`, of the body of a
 * node that calls the nodes in it one by one.
 */
export function checkWhole(graph: Graph, catalogue: Catalogue, toolbox?: string): Issue[] {
  const checkConfig = checkSettings(catalogue);
  if (toolbox !== undefined) return checkToolbox(graph, catalogue, { needs: toolbox, checkConfig });
  return checkGraph(graph, catalogue, checkConfig);
}
