/**
 * Three-way merge: what two people made of one graph, in one graph. The units are a node's fields and settings, single
 * edges, places, notes and groups, so edits clash only when both changed the same one to something different. Where
 * they clash in what the pipeline does, the merge says so and takes the preferred side; a clash of places never matters.
 */
import { edgeKey, fieldsOf, isSame } from "./diff.ts";
import { circleIn } from "./edit/reach.ts";
import { type Edge, type Endpoint, type Graph, Graph as GraphSchema, type Group, type Node, nodeAt } from "./graph.ts";

export type Clash =
  | { kind: "field"; nodeId: string; path: string }
  /** One side deleted the node which the other changed or wired. */
  | { kind: "deleted"; nodeId: string; by: Preferred }
  /** Both wired something else to an input that takes one edge. */
  | { kind: "input"; nodeId: string; port: string }
  /** Together the edges of both make a circle. */
  | { kind: "circle"; nodeId: string }
  /** Together they are larger than a graph may be. */
  | { kind: "size" };

export type Preferred = "mine" | "theirs";
export type Sides = { base: Graph; mine: Graph; theirs: Graph };
export type MergeOptions = { prefer: Preferred; takesMany: (graph: Graph, input: Endpoint) => boolean };
export type Merged = { graph: Graph; clashes: readonly Clash[] };

export function mergeGraphs(sides: Sides, { prefer, takesMany }: MergeOptions): Merged {
  const clashes: Clash[] = [];
  const nodes = mergeNodes(sides, prefer, clashes);
  const edges = mergeEdges(sides, nodes, { prefer, takesMany, clashes });
  const graph = { ...sides.theirs, nodes, edges, layout: mergeLayout(sides, nodes, prefer) };
  const [circle] = circleIn(graph);
  if (circle !== undefined && circleIn(sides.mine).length + circleIn(sides.theirs).length === 0) {
    clashes.push({ kind: "circle", nodeId: circle });
    return { graph: sides[prefer], clashes };
  }
  if (GraphSchema.safeParse(graph).success) return { graph, clashes };
  return { graph: sides[prefer], clashes: [...clashes, { kind: "size" }] };
}

function mergeNodes(sides: Sides, prefer: Preferred, clashes: Clash[]): Record<string, Node> {
  const entries = idsOf(sides, ({ nodes }) => nodes).flatMap((id) => {
    const node = mergeNode(id, sides, { prefer, clashes });
    return node ? [[id, node] as const] : [];
  });
  return Object.fromEntries(entries);
}

function mergeNode(
  id: string,
  sides: Sides,
  { prefer, clashes }: { prefer: Preferred; clashes: Clash[] },
): Node | undefined {
  const [base, mine, theirs] = [nodeAt(sides.base, id), nodeAt(sides.mine, id), nodeAt(sides.theirs, id)];
  if (isSame(mine, theirs)) return theirs;
  if (mine && theirs) return mergeFields(id, { base, mine, theirs }, { prefer, clashes });
  const there = mine ?? theirs;
  if (!base) return there;
  const by = mine ? "theirs" : "mine";
  const isTouched = !isSame(base, there) || isWired(id, sides.base, mine ? sides.mine : sides.theirs);
  if (!isTouched) return undefined;
  clashes.push({ kind: "deleted", nodeId: id, by });
  return sides[prefer].nodes[id];
}

type Three<T> = { base: T | undefined; mine: T; theirs: T };

function mergeFields(
  nodeId: string,
  nodes: Three<Node>,
  { prefer, clashes }: { prefer: Preferred; clashes: Clash[] },
): Node {
  const [base, mine, theirs] = [
    nodes.base ? fieldsOf(nodes.base) : undefined,
    fieldsOf(nodes.mine),
    fieldsOf(nodes.theirs),
  ];
  // Another type on one side makes its settings a whole of their own.
  if (!isSame(mine.get("type"), theirs.get("type"))) return mergeTypes(nodeId, nodes, { prefer, clashes });
  const picked = (path: string): Node => {
    const side = pick(base?.get(path), mine.get(path), theirs.get(path));
    if (side === "clash") clashes.push({ kind: "field", nodeId, path });
    return nodes[side === "clash" ? prefer : side];
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

function mergeTypes(
  nodeId: string,
  { base, mine, theirs }: Three<Node>,
  { prefer, clashes }: { prefer: Preferred; clashes: Clash[] },
): Node {
  if (base && isSame(base, mine)) return theirs;
  if (base && isSame(base, theirs)) return mine;
  clashes.push({ kind: "field", nodeId, path: "type" });
  return prefer === "mine" ? mine : theirs;
}

type EdgeOptions = MergeOptions & { clashes: Clash[] };

/** Edges added by either side, without those removed by either, and none to a node that is gone. */
function mergeEdges(sides: Sides, nodes: Graph["nodes"], { prefer, takesMany, clashes }: EdgeOptions): Edge[] {
  const keys = { base: keysOf(sides.base), mine: keysOf(sides.mine), theirs: keysOf(sides.theirs) };
  const isKept = (edge: Edge) => {
    const key = edgeKey(edge);
    return !keys.base.has(key) || (keys.mine.has(key) && keys.theirs.has(key));
  };
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
    clashes.push({ kind: "input", nodeId: first.to.node, port: first.to.port });
    for (const edge of added) if (!keys[prefer].has(edgeKey(edge))) dropped.add(edge);
  }
  return withFreshIds(kept.filter((edge) => !dropped.has(edge)));
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

function mergeLayout({ base, mine, theirs }: Sides, nodes: Graph["nodes"], prefer: Preferred): Graph["layout"] {
  const part = <T>(of: (graph: Graph) => Readonly<Record<string, T>>): Record<string, T> => {
    const [was, my, their] = [of(base), of(mine), of(theirs)];
    const keys = [...new Set([...Object.keys(their), ...Object.keys(my)])];
    const entries = keys.flatMap((key) => {
      const side = pick(own(was, key), own(my, key), own(their, key));
      const value = own((side === "clash" ? prefer : side) === "mine" ? my : their, key);
      return value === undefined ? [] : [[key, value] as const];
    });
    return Object.fromEntries(entries);
  };
  const places = Object.entries(part(({ layout }) => layout.positions)).filter(([id]) => Object.hasOwn(nodes, id));
  return {
    positions: Object.fromEntries(places),
    groups: soleGroups(
      part<Group>(({ layout }) => layout.groups),
      nodes,
    ),
    notes: part(({ layout }) => layout.notes),
  };
}

/** A node is in one group at most, and a group without nodes is none. */
function soleGroups(groups: Readonly<Record<string, Group>>, nodes: Graph["nodes"]): Record<string, Group> {
  const taken = new Set<string>();
  const entries = Object.entries(groups).flatMap(([id, group]) => {
    const own = group.nodes.filter((node) => Object.hasOwn(nodes, node) && !taken.has(node));
    for (const node of own) taken.add(node);
    return own.length === 0
      ? []
      : [[id, own.length === group.nodes.length ? group : { ...group, nodes: own }] as const];
  });
  return Object.fromEntries(entries);
}

function pick(base: unknown, mine: unknown, theirs: unknown): Preferred | "clash" {
  if (isSame(mine, theirs) || isSame(base, mine)) return "theirs";
  return isSame(base, theirs) ? "mine" : "clash";
}

/** Whether a side wired something to the node that was not wired before. */
function isWired(id: string, base: Graph, side: Graph): boolean {
  const known = keysOf(base);
  return side.edges.some((edge) => (edge.from.node === id || edge.to.node === id) && !known.has(edgeKey(edge)));
}

function keysOf(graph: Graph): Set<string> {
  return new Set(graph.edges.map(edgeKey));
}

function idsOf({ mine, theirs }: Sides, of: (graph: Graph) => Readonly<Record<string, unknown>>): string[] {
  return [...new Set([...Object.keys(of(theirs)), ...Object.keys(of(mine))])];
}

function own<T>(record: Readonly<Record<string, T>>, key: string): T | undefined {
  return Object.hasOwn(record, key) ? record[key] : undefined;
}

function entryOf(source: object, key: string): Record<string, unknown> {
  return Object.fromEntries(Object.entries(source).filter(([name]) => name === key));
}
