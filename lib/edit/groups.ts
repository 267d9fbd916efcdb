/** What is in which group; and groups collapsed to one box: where the edges across their border go. */
import { type Edge, type Endpoint, type Graph, nodeAt } from "../graph/graph.ts";

/** The group a node is in. */
export function groupOf(graph: Graph, nodeId: string): string | undefined {
  return Object.entries(graph.layout.groups).find(([, group]) => group.nodes.includes(nodeId))?.[0];
}

/** Puts nodes into a group that is there; they leave the one they were in. */
export function joinGroup(graph: Graph, id: string, nodes: readonly string[]): Graph {
  const group = Object.hasOwn(graph.layout.groups, id) ? graph.layout.groups[id] : undefined;
  const fresh = nodes.filter((node) => nodeAt(graph, node) && !group?.nodes.includes(node));
  if (!group || fresh.length === 0) return graph;
  const left = leaveGroups(graph, fresh);
  const groups = { ...left.layout.groups, [id]: { ...group, nodes: [...group.nodes, ...fresh] } };
  return { ...left, layout: { ...left.layout, groups } };
}

/** Takes nodes out of their groups; a group without nodes goes. */
export function leaveGroups(graph: Graph, nodes: readonly string[]): Graph {
  const gone = new Set(nodes);
  const entries = Object.entries(graph.layout.groups);
  if (!entries.some(([, group]) => group.nodes.some((node) => gone.has(node)))) return graph;
  const groups = entries.flatMap(([id, group]) => {
    const kept = group.nodes.filter((node) => !gone.has(node));
    if (kept.length === group.nodes.length) return [[id, group] as const];
    return kept.length === 0 ? [] : [[id, { ...group, nodes: kept }] as const];
  });
  return { ...graph, layout: { ...graph.layout, groups: Object.fromEntries(groups) } };
}

/** Every node in a collapsed group, with that group's id. */
export function foldedNodes(graph: Graph): ReadonlyMap<string, string> {
  const folded = new Map<string, string>();
  for (const [id, group] of Object.entries(graph.layout.groups)) {
    if (group.collapsed) for (const node of group.nodes) folded.set(node, id);
  }
  return folded;
}

/** The ports inside a collapsed group that edges cross its border to, each once, in the order of the edges. */
export type Border = { inputs: Endpoint[]; outputs: Endpoint[] };

export function bordersOf(graph: Graph, folded: ReadonlyMap<string, string>): ReadonlyMap<string, Border> {
  const borders = new Map<string, Border>();
  for (const group of new Set(folded.values())) borders.set(group, { inputs: [], outputs: [] });
  for (const { from, to } of graph.edges) {
    const [source, target] = [folded.get(from.node), folded.get(to.node)];
    if (source === target) continue;
    if (source !== undefined) addEnd(borders.get(source)?.outputs, from);
    if (target !== undefined) addEnd(borders.get(target)?.inputs, to);
  }
  return borders;
}

/** An edge wholly inside one collapsed group is not drawn. */
export function isFoldedAway({ from, to }: Edge, folded: ReadonlyMap<string, string>): boolean {
  const group = folded.get(from.node);
  return group !== undefined && group === folded.get(to.node);
}

function addEnd(list: Endpoint[] | undefined, end: Endpoint): void {
  if (list?.every(({ node, port }) => node !== end.node || port !== end.port)) list.push(end);
}
