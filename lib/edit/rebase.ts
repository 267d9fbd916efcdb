import type { Graph } from "../graph/graph.ts";
import type { History, Step } from "./history.ts";

/**
 * The history as if someone else's changes had been there all along, so that undoing one's own step never undoes
 * theirs. `merge` brings their changes into a graph.
 */
export function rebase(history: History, merge: (graph: Graph) => Graph): History {
  const done = new Map<Graph, Graph>();
  const merged = (graph: Graph): Graph => {
    const known = done.get(graph) ?? merge(graph);
    done.set(graph, known);
    return known;
  };
  const step = ({ graph, label }: Step): Step => ({ graph: merged(graph), label });
  return {
    ...history,
    graph: merged(history.graph),
    past: history.past.map(step),
    future: history.future.map(step),
    ...(history.gesture ? { gesture: step(history.gesture) } : {}),
  };
}
