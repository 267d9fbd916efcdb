/** Brings what someone else saved into the draft, and into every step of its history. */

import { reuseUnchanged } from "../../../lib/diff/structural-sharing.ts";
import { portsAt } from "../../../lib/edit/edges.ts";
import { apply } from "../../../lib/edit/history.ts";
import { rebase } from "../../../lib/edit/rebase.ts";
import type { Graph } from "../../../lib/graph/graph.ts";
import { type Clash, clashKey } from "../../../lib/merge/clash.ts";
import { type Merged, mergeGraphs } from "../../../lib/merge/merge.ts";
import type { Sides } from "../../../lib/merge/sides.ts";
import type { Catalogue } from "../../../lib/node-types/manifest.ts";
import { withPositions } from "../layout/with-positions.ts";
import type { Choices } from "../store/saver.ts";
import type { EditorStore } from "../store/store.ts";

/** What the server has, and what mine and the server's both began with. */
export type Theirs = { base: Graph; theirs: Graph; revision: number };

export function merge(sides: Sides, catalogue: Catalogue, choices: Choices = new Map()): Merged {
  const merged = mergeGraphs(sides, {
    choose: (clash) => choices.get(clashKey(clash)) ?? "mine",
    takesMany: (graph, { node, port }) => portsAt(graph, catalogue, node).inputs[port]?.multiple ?? false,
  });
  return { ...merged, graph: reuseUnchanged(sides.theirs, reuseUnchanged(sides.mine, merged.graph)) };
}

/** The server's graph as this page draws it: with places, and made of the objects that are here already. */
export function adoptTheirs(base: Graph, theirs: Graph, catalogue: Catalogue): Graph {
  return reuseUnchanged(base, withPositions(theirs, catalogue));
}

/** Merges when nothing clashes; otherwise changes nothing and answers what does. */
export function mergeIn(store: EditorStore, { base, theirs, revision }: Theirs): readonly Clash[] {
  const { history, catalogue } = store.getState();
  const into = (mine: Graph) => merge({ base, mine, theirs }, catalogue);
  const { clashes, graph } = into(history.graph);
  if (clashes.length > 0) return clashes;
  const rebased = rebase(history, (mine) => (mine === history.graph ? graph : into(mine).graph));
  store.setState({ history: rebased, savedGraph: theirs, revision });
  return [];
}

/**
 * Ends a conflict as chosen. Undo leads first to all of mine, then to theirs as it was saved, then on to one's own
 * earlier steps, so that nothing is lost whatever was chosen.
 */
export function mergeChosen(store: EditorStore, { base, theirs, revision }: Theirs, choices: Choices): void {
  const { history, catalogue } = store.getState();
  const rebased = rebase(history, (mine) => merge({ base, mine, theirs }, catalogue).graph);
  const kept = { label: "Merge with the other version", graph: theirs };
  const withTheirs = { ...rebased, past: [...rebased.past, kept], future: [] };
  const chosen = merge({ base, mine: history.graph, theirs }, catalogue, choices).graph;
  const label = "Take parts of the other version";
  const isMine = chosen === withTheirs.graph;
  const next = isMine ? withTheirs : apply(withTheirs, chosen, { label, now: Date.now() });
  store.setState({ history: next, savedGraph: theirs, revision });
}
