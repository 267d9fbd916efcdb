"use client";
import { useMemo } from "react";
import { portsAt } from "../../../lib/edit/edges.ts";
import { reach } from "../../../lib/edit/reach.ts";
import type { Expression } from "../../../lib/expressions/expression.ts";
import type { Suggestion } from "../../../lib/expressions/suggestion.ts";
import { emptyGraph } from "../../../lib/graph/graph.ts";
import { titleOf } from "../../../lib/graph/node-titles.ts";
import { useEditor } from "../../editor/store/context.tsx";
import { graphOf } from "../../editor/store/document-slice.ts";

/** Beyond that a list helps no one, and a large graph would be walked at every change. */
const most = 60;
const none: Suggestion[] = [];

/** The outputs of other nodes that a template may take as a new variable, under names that are free. */
export function useSources(nodeId: string, { reads }: Expression): Suggestion[] {
  const nodes = useEditor((state) => graphOf(state).nodes);
  const edges = useEditor((state) => graphOf(state).edges);
  const catalogue = useEditor((state) => state.catalogue);
  return useMemo(() => {
    if (reads !== "inputs") return none;
    const graph = { ...emptyGraph, nodes, edges };
    const after = reach(graph, [nodeId], "down");
    const taken = new Set(Object.keys(portsAt(graph, catalogue, nodeId).inputs));
    const found: Suggestion[] = [];
    // The variable was taken out of the template a moment ago, and its edge is still there.
    for (const { from, to } of edges) {
      const spec = portsAt(graph, catalogue, from.node).outputs[from.port];
      if (to.node !== nodeId || !spec || taken.has(to.port)) continue;
      taken.add(to.port);
      const detail = `“${spec.title ?? from.port}” of ${titleOf(graph, catalogue, from.node)}, is connected`;
      found.push({ label: to.port, detail, insert: to.port });
    }
    for (const id of Object.keys(nodes)) {
      if (id === nodeId || after.has(id)) continue;
      const title = titleOf(graph, catalogue, id);
      for (const [port, spec] of Object.entries(portsAt(graph, catalogue, id).outputs)) {
        if (edges.some(({ from, to }) => to.node === nodeId && from.node === id && from.port === port)) continue;
        const name = [wordOf(port), wordOf(`${title} ${port}`)].find((word) => word !== "" && !taken.has(word));
        if (name === undefined || found.length >= most) continue;
        taken.add(name);
        const detail = `“${spec.title ?? port}” of ${title}, gets connected`;
        found.push({ label: name, detail, insert: name, source: { node: id, port } });
      }
    }
    return found;
  }, [nodes, edges, catalogue, nodeId, reads]);
}

/** A name that Liquid can read. */
function wordOf(text: string): string {
  const word = text
    .normalize("NFKD")
    .replace(/[^A-Za-z0-9_]+/g, "_")
    .replace(/^_+|_+$/g, "")
    .toLowerCase();
  return /^\d/.test(word) ? `_${word}` : word;
}
