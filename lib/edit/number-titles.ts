import { type Graph, type Node, nodeAt } from "../graph.ts";
import type { Catalogue } from "../manifest.ts";
import { rename } from "./edit.ts";

/** What a node is called: its own title, else that of its type. */
export function titleOf(catalogue: Catalogue, node: Pick<Node, "title" | "type">): string {
  return node.title ?? catalogue.get(node.type)?.title ?? node.type;
}

/** Gives each of these nodes that is called like another one a number: “Prompt 2”. The others keep their titles. */
export function numberTitles(graph: Graph, catalogue: Catalogue, ids: readonly string[]): Graph {
  const fresh = new Set(ids);
  const others = Object.entries(graph.nodes).filter(([id]) => !fresh.has(id));
  const taken = new Set(others.map(([, node]) => titleOf(catalogue, node)));
  return ids.reduce((next, id) => {
    const node = nodeAt(next, id);
    if (!node) return next;
    const title = titleOf(catalogue, node);
    const free = freeTitle(title, taken);
    taken.add(free);
    return free === title ? next : rename(next, id, free);
  }, graph);
}

/** Whether a title is the one that a node of this type gets by itself. */
export function isGivenTitle(title: string, typeTitle: string): boolean {
  return title.startsWith(typeTitle) && /^( \d+)?$/.test(title.slice(typeTitle.length));
}

function freeTitle(title: string, taken: ReadonlySet<string>): string {
  if (!taken.has(title)) return title;
  const stem = title.replace(/ \d+$/, "").slice(0, 110);
  let number = 2;
  while (taken.has(`${stem} ${number}`)) number += 1;
  return `${stem} ${number}`;
}
