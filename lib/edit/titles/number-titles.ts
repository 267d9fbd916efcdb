import { type Graph, nodeAt } from "../../graph/graph.ts";
import { freeTitle, plainTitle, titlesIn } from "../../graph/node-titles.ts";
import type { Catalogue } from "../../node-types/manifest.ts";
import { rename } from "../edit.ts";

/** Gives each of these nodes that is called like another one a number: “Prompt 2”. The others keep their titles. */
export function numberTitles(graph: Graph, catalogue: Catalogue, ids: readonly string[]): Graph {
  const fresh = new Set(ids);
  const others = Object.fromEntries(Object.entries(graph.nodes).filter(([id]) => !fresh.has(id)));
  const taken = new Set(titlesIn({ nodes: others }, catalogue).values());
  return ids.reduce((next, id) => {
    const node = nodeAt(next, id);
    if (!node) return next;
    const title = plainTitle(catalogue, node);
    const free = freeTitle(title, taken);
    taken.add(free);
    return free === title ? next : rename(next, id, free);
  }, graph);
}

/** Whether a title is the one that a node of this type gets by itself. */
export function isGivenTitle(title: string, typeTitle: string): boolean {
  return title.startsWith(typeTitle) && /^( \d+)?$/.test(title.slice(typeTitle.length));
}
