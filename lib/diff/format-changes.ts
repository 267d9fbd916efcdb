import type { Graph } from "../graph/graph.ts";
import { diffGraphs } from "./diff.ts";

/** What differs, counted: "2 nodes, 1 edge". */
export function formatChanges(before: Graph, after: Graph): string {
  const { added, removed, changed, addedEdges, removedEdges, notes, groups, moved } = diffGraphs(before, after);
  const counts = [
    count(added.length + removed.length + changed.length, "node"),
    count(addedEdges.length + removedEdges.length, "edge"),
    count(notes.length, "note"),
    count(groups.length, "group"),
    count(moved.length, "move"),
  ].flat();
  return counts.length === 0 ? "nothing" : counts.join(", ");
}

function count(number: number, what: string): string[] {
  return number === 0 ? [] : [`${number} ${what}${number === 1 ? "" : "s"}`];
}
