/** Which results of an earlier run no longer match the graph. */
import { edgeKey, isSame } from "../diff/diff.ts";
import { type Graph, type Node, nodeAt } from "../graph/graph.ts";
import { reach } from "./reach.ts";

/** Nodes that were changed or reconnected since the run, and everything that depends on them. Moving and renaming is no change. */
export function staleNodes(ran: Graph, now: Graph): ReadonlySet<string> {
  const edgesThen = inputsOf(ran);
  const edgesNow = inputsOf(now);
  const changed = Object.keys(now.nodes).filter((id) => {
    const [before, after] = [nodeAt(ran, id), nodeAt(now, id)];
    if (!before || !after) return before !== after;
    return !isSameWork(before, after) || edgesThen.get(id) !== edgesNow.get(id);
  });
  return changed.length === 0 ? none : reach(now, changed, "down");
}

const none: ReadonlySet<string> = new Set();

function isSameWork(a: Node, b: Node): boolean {
  if (a === b) return true;
  const work = ({ title: _, ...rest }: Node) => rest;
  return isSame(work(a), work(b));
}

/** What feeds each node, as one text. */
function inputsOf({ edges }: Graph): ReadonlyMap<string, string> {
  const lists = Map.groupBy(edges, ({ to }) => to.node);
  return new Map([...lists].map(([id, list]) => [id, list.map(edgeKey).sort().join("\n\n")]));
}
