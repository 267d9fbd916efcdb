/**
 * Three-way merge: what two people made of one graph, in one graph. The units are a node's fields and settings, single
 * edges, positions, notes and groups, so edits clash only when both changed the same one to something different. Where
 * they clash in what the pipeline does or says, `choose` decides; a clash of positions never matters, and mine stays.
 */
import { edgeKey, fieldsOf, isSame } from "../diff/diff.ts";
import { cycleIn } from "../edit/reach.ts";
import { type Edge, type Endpoint, type Graph, graphLimits, type Node, nodeAt } from "../graph/graph.ts";
import type { Clash, Decide, Preferred } from "./clash.ts";
import { mergeLayout } from "./layout.ts";
import { changedIn, hasLost, lostIn, pick, type Sides, sideLeft } from "./sides.ts";

export type MergeOptions = {
  choose: (clash: Clash) => Preferred;
  takesMany: (graph: Graph, input: Endpoint) => boolean;
};
export type Merged = { graph: Graph; clashes: readonly Clash[] };

export function mergeGraphs(sides: Sides, { choose, takesMany }: MergeOptions): Merged {
  if (sides.mine === sides.base) return { graph: sides.theirs, clashes: [] };
  const clashes: Clash[] = [];
  const decide: Decide = (clash) => {
    clashes.push(clash);
    return choose(clash);
  };
  const nodes = mergeNodes(sides, decide);
  const edges = withoutCycle(sides, nodes, { edges: mergeEdges(sides, nodes, { decide, takesMany }), decide });
  const graph = { ...sides.theirs, nodes, edges, layout: mergeLayout(sides, nodes, decide) };
  if (Object.keys(nodes).length <= graphLimits.nodes && edges.length <= graphLimits.edges) return { graph, clashes };
  return { graph: sides[decide({ kind: "size" })], clashes };
}

function mergeNodes(sides: Sides, decide: Decide): Record<string, Node> {
  const untouched = sideLeft(sides, ({ nodes }) => nodes);
  if (untouched && !hasLost(sides)) return untouched;
  const { base, mine, theirs } = sides;
  const merged = { ...mine.nodes };
  // Only what theirs changed or mine deleted needs a look: a history of hundreds of large graphs is merged in one go.
  for (const id of new Set([...changedIn(base.nodes, theirs.nodes), ...lostIn(base.nodes, mine.nodes)])) {
    const node = mergeNode(id, sides, decide);
    if (node) merged[id] = node;
    else delete merged[id];
  }
  return merged;
}

function mergeNode(id: string, sides: Sides, decide: Decide): Node | undefined {
  const [base, mine, theirs] = [nodeAt(sides.base, id), nodeAt(sides.mine, id), nodeAt(sides.theirs, id)];
  if (base && isSame(base, mine)) return theirs && isSame(mine, theirs) ? mine : leftOrGone(id, sides, decide);
  if (isSame(mine, theirs)) return theirs;
  if (mine && theirs) return base && isSame(base, theirs) ? mine : mergeFields(id, { base, mine, theirs }, decide);
  return base ? leftOrGone(id, sides, decide) : (mine ?? theirs);
}

/** A node that was there before and that at least one side has changed or deleted. */
function leftOrGone(id: string, sides: Sides, decide: Decide): Node | undefined {
  const [base, mine, theirs] = [nodeAt(sides.base, id), nodeAt(sides.mine, id), nodeAt(sides.theirs, id)];
  if (mine && theirs) return theirs;
  const there = mine ?? theirs;
  if (!there) return undefined;
  const isTouched = !isSame(base, there) || isConnected(id, sides.base, mine ? sides.mine : sides.theirs);
  if (!isTouched) return undefined;
  return nodeAt(sides[decide({ kind: "deleted", nodeId: id, by: mine ? "theirs" : "mine" })], id);
}

type Three<T> = { base: T | undefined; mine: T; theirs: T };

function mergeFields(nodeId: string, nodes: Three<Node>, decide: Decide): Node {
  const [base, mine, theirs] = [
    nodes.base ? fieldsOf(nodes.base) : undefined,
    fieldsOf(nodes.mine),
    fieldsOf(nodes.theirs),
  ];
  // Another type on one side makes its settings a whole of their own.
  if (!isSame(mine.get("type"), theirs.get("type"))) return nodes[decide({ kind: "field", nodeId, path: "type" })];
  const picked = (path: string): Node => {
    const side = pick(base?.get(path), mine.get(path), theirs.get(path));
    return nodes[side === "clash" ? decide({ kind: "field", nodeId, path }) : side];
  };
  const paths = [...new Set([...theirs.keys(), ...mine.keys()])].filter((path) => path !== "type");
  const config: Node["config"] = {};
  const rest: Partial<Node> = {};
  for (const path of paths) {
    const source = picked(path);
    const key = path.startsWith("config.") ? path.slice("config.".length) : undefined;
    if (key === undefined) Object.assign(rest, entryOf(source, path));
    else Object.assign(config, entryOf(source.config, key));
  }
  return { ...rest, type: nodes.theirs.type, version: nodes.theirs.version, config };
}

type EdgeOptions = Pick<MergeOptions, "takesMany"> & { decide: Decide };

/** Edges added by either side, without those removed by either, and none to a node that is gone. */
function mergeEdges(sides: Sides, nodes: Graph["nodes"], { decide, takesMany }: EdgeOptions): Edge[] {
  const untouched = sideLeft(sides, ({ edges }) => edges);
  if (untouched && !hasLost(sides)) return untouched;
  const keys = { base: keysOf(sides.base), mine: keysOf(sides.mine), theirs: keysOf(sides.theirs) };
  // An edge that went with its node was not taken away for itself: when the node stays, so does the edge.
  const isLeft = (edge: Edge, side: Preferred) =>
    keys[side].has(edgeKey(edge)) || [edge.from, edge.to].some(({ node }) => !nodeAt(sides[side], node));
  const isKept = (edge: Edge) => !keys.base.has(edgeKey(edge)) || (isLeft(edge, "mine") && isLeft(edge, "theirs"));
  const hasEnds = ({ from, to }: Edge) => Object.hasOwn(nodes, from.node) && Object.hasOwn(nodes, to.node);
  const all = [...sides.theirs.edges, ...sides.mine.edges.filter((edge) => !keys.theirs.has(edgeKey(edge)))];
  const kept = all.filter((edge) => isKept(edge) && hasEnds(edge));
  const isNew = (edge: Edge) => !keys.base.has(edgeKey(edge));
  const byInput = Map.groupBy(kept, ({ to }) => `${to.node}\n${to.port}`);
  const dropped = new Set<Edge>();
  for (const edges of byInput.values()) {
    const [first] = edges;
    const added = edges.filter(isNew);
    const both =
      added.some((edge) => keys.mine.has(edgeKey(edge))) && added.some((edge) => keys.theirs.has(edgeKey(edge)));
    if (!first || edges.length < 2 || !both) continue;
    if (added.every((edge) => keys.mine.has(edgeKey(edge)) && keys.theirs.has(edgeKey(edge)))) continue;
    if (takesMany(sides.theirs, first.to) || takesMany(sides.mine, first.to)) continue;
    const side = decide({ kind: "input", nodeId: first.to.node, port: first.to.port });
    for (const edge of added) if (!keys[side].has(edgeKey(edge))) dropped.add(edge);
  }
  return withFreshIds(kept.filter((edge) => !dropped.has(edge)));
}

/** Edges that make a cycle only together: those that the other side than the chosen one has added go. */
function withoutCycle(
  { base, mine, theirs }: Sides,
  nodes: Graph["nodes"],
  { edges, decide }: { edges: Edge[]; decide: Decide },
): Edge[] {
  // Only where both have changed edges can a cycle come about that neither had.
  if (edges === mine.edges || edges === theirs.edges) return edges;
  const cycle = new Set(cycleIn({ nodes, edges }));
  const [first] = cycle;
  if (first === undefined || cycleIn(mine).length + cycleIn(theirs).length > 0) return edges;
  const side = decide({ kind: "cycle", nodeId: first });
  const kept = [keysOf(base), keysOf(side === "mine" ? mine : theirs)];
  return edges.filter(
    (edge) => kept.some((keys) => keys.has(edgeKey(edge))) || !(cycle.has(edge.from.node) && cycle.has(edge.to.node)),
  );
}

/** Two edges that were added apart may have one id by chance; the later takes another, and the same one every time. */
function withFreshIds(edges: readonly Edge[]): Edge[] {
  const seen = new Set<string>();
  return edges.map((edge) => {
    let id = edge.id;
    for (let count = 2; seen.has(id); count++) id = `${edge.id.slice(0, 58)}_${count}`;
    seen.add(id);
    return id === edge.id ? edge : { ...edge, id };
  });
}

/** Whether a side connected something to the node that was not connected before. */
function isConnected(id: string, base: Graph, side: Graph): boolean {
  const known = keysOf(base);
  return side.edges.some((edge) => (edge.from.node === id || edge.to.node === id) && !known.has(edgeKey(edge)));
}

/** A history has many graphs with the very same list of edges. */
const known = new WeakMap<Graph["edges"], Set<string>>();

function keysOf({ edges }: Graph): Set<string> {
  const keys = known.get(edges) ?? new Set(edges.map(edgeKey));
  known.set(edges, keys);
  return keys;
}

function entryOf(source: object, key: string): Record<string, unknown> {
  return Object.fromEntries(Object.entries(source).filter(([name]) => name === key));
}
