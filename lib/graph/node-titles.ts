import type { Catalogue } from "../node-types/manifest.ts";
import { type Graph, type Node, nodeAt } from "./graph.ts";

type Nodes = Graph["nodes"];
type Titles = ReadonlyMap<string, string>;

/** Graphs are never changed in place, so what was found for one stays true. */
const found = new WeakMap<Catalogue, WeakMap<Nodes, Titles>>();

/**
 * What the nodes of a graph are called, by id: by their own titles, else by those of their types. Several without a title
 * of their own are numbered in the order of the graph (“Prompt”, “Prompt 2”), past the numbers that others were given.
 */
export function titlesIn({ nodes }: Pick<Graph, "nodes">, catalogue: Catalogue): Titles {
  const ofCatalogue = found.get(catalogue) ?? new WeakMap<Nodes, Titles>();
  found.set(catalogue, ofCatalogue);
  const titles = ofCatalogue.get(nodes) ?? number(nodes, catalogue);
  ofCatalogue.set(nodes, titles);
  return titles;
}

/** What one node is called; an id that the graph does not have is its own title. */
export function titleOf(graph: Pick<Graph, "nodes">, catalogue: Catalogue, id: string): string {
  return titlesIn(graph, catalogue).get(id) ?? id;
}

/** The title without a number, before it is told from others. */
export function plainTitle(catalogue: Catalogue, node: Pick<Node, "title" | "type">): string {
  return node.title || (catalogue.get(node.type)?.title ?? node.type);
}

/** A title like this one that is not taken: with the next free number behind it. */
export function freeTitle(title: string, taken: ReadonlySet<string>): string {
  if (!taken.has(title)) return title;
  const stem = title.replace(/ \d+$/, "").slice(0, 110);
  let number = 2;
  while (taken.has(`${stem} ${number}`)) number += 1;
  return `${stem} ${number}`;
}

function number(nodes: Nodes, catalogue: Catalogue): Titles {
  const taken = new Set(Object.values(nodes).flatMap(({ title }) => title || []));
  return new Map(
    Object.keys(nodes).map((id) => {
      const node = nodeAt({ nodes }, id);
      if (!node) return [id, id];
      const title = node.title || freeTitle(plainTitle(catalogue, node), taken);
      taken.add(title);
      return [id, title];
    }),
  );
}
