/** A graph as ELK wants it, and its answer as positions. Groups are boxes around their nodes; a collapsed one is a card. */
import type { ElkExtendedEdge, ElkNode, ElkPort } from "elkjs/lib/elk-api.js";
import { foldedNodes, groupOf, isFoldedAway } from "../../../lib/edit/groups.ts";
import type { Graph, Position } from "../../../lib/graph/graph.ts";
import type { Catalogue } from "../../../lib/node-types/manifest.ts";
import { type CardPorts, cardPorts, nodeSpace, portY } from "../layout/geometry.ts";
import { groupPad } from "../layout/group-rect.ts";

const layered = {
  "elk.algorithm": "layered",
  "elk.direction": "RIGHT",
  "elk.hierarchyHandling": "INCLUDE_CHILDREN",
  "elk.layered.spacing.nodeNodeBetweenLayers": "96",
  "elk.spacing.nodeNode": "48",
  "elk.spacing.componentComponent": "72",
  "elk.layered.nodePlacement.strategy": "NETWORK_SIMPLEX",
  "elk.layered.considerModelOrder.strategy": "NODES_AND_EDGES",
};
const inGroup = {
  "elk.padding": `[top=${groupPad.top},left=${groupPad.side},bottom=${groupPad.bottom},right=${groupPad.side}]`,
};
const fixedPorts = { "elk.portConstraints": "FIXED_POS" };
const separator = "\n";

/** Ids of nodes are themselves; a group's begins with "group:". Ports carry their node, so that names never clash. */
export function toElk(graph: Graph, catalogue: Catalogue, ids: ReadonlySet<string>): ElkNode {
  const folded = foldedNodes(graph);
  const boxes = new Map<string, ElkNode>();
  const top: ElkNode[] = [];
  const boxOf = (group: string): ElkNode => {
    const known = boxes.get(group);
    if (known) return known;
    const box: ElkNode = { id: `group:${group}`, layoutOptions: inGroup, children: [] };
    boxes.set(group, box);
    top.push(box);
    return box;
  };
  for (const id of ids) {
    const group = groupOf(graph, id);
    const card = elkCard(id, nodeSpace(graph, catalogue, id), cardPorts(graph, catalogue, id));
    if (group === undefined) top.push(card);
    else if (folded.has(id)) Object.assign(boxOf(group), { width: 248, height: 100 });
    else boxOf(group).children?.push(card);
  }
  const inside = graph.edges.filter((edge) => ids.has(edge.from.node) && ids.has(edge.to.node));
  const edges = inside
    .filter((edge) => !isFoldedAway(edge, folded))
    .map(({ id, from, to }): ElkExtendedEdge => {
      const end = (node: string, port: string) => {
        const group = folded.get(node);
        return group === undefined ? port : `group:${group}`;
      };
      return {
        id,
        sources: [end(from.node, portId(from.node, "out", from.port))],
        targets: [end(to.node, portId(to.node, "in", to.port))],
      };
    });
  return { id: "root", layoutOptions: layered, children: top, edges };
}

/** Positions of all nodes on the canvas; nodes of a collapsed group keep their positions among themselves. */
export function fromElk(root: ElkNode, graph: Graph): Record<string, Position> {
  const positions: Record<string, Position> = {};
  const walk = (node: ElkNode, offset: Position) => {
    for (const child of node.children ?? []) {
      const at = { x: offset.x + (child.x ?? 0), y: offset.y + (child.y ?? 0) };
      if (!child.id.startsWith("group:")) positions[child.id] = at;
      else if (child.children && child.children.length > 0) walk(child, at);
      else Object.assign(positions, shifted(graph, child.id.slice("group:".length), at));
    }
  };
  walk(root, { x: 0, y: 0 });
  return positions;
}

/** All nodes of a collapsed group, moved by as much as its box is. */
function shifted(graph: Graph, groupId: string, to: Position): Record<string, Position> {
  const nodes = graph.layout.groups[groupId]?.nodes ?? [];
  const old = nodes.map((id) => [id, graph.layout.positions[id] ?? { x: 0, y: 0 }] as const);
  const left = Math.min(...old.map(([, { x }]) => x));
  const top = Math.min(...old.map(([, { y }]) => y));
  const by = { x: to.x + groupPad.side - left, y: to.y + groupPad.top - top };
  return Object.fromEntries(old.map(([id, { x, y }]) => [id, { x: x + by.x, y: y + by.y }]));
}

function elkCard(id: string, size: ReturnType<typeof nodeSpace>, ports: CardPorts): ElkNode {
  const side = (list: CardPorts["inputs"], direction: "in" | "out"): ElkPort[] =>
    list.map(({ name }, index) => ({
      id: portId(id, direction, name),
      width: 0,
      height: 0,
      x: direction === "in" ? 0 : size.width,
      y: portY(index),
      layoutOptions: { "elk.port.side": direction === "in" ? "WEST" : "EAST" },
    }));
  return {
    id,
    width: size.width,
    height: size.height + size.below,
    layoutOptions: fixedPorts,
    ports: [...side(ports.inputs, "in"), ...side(ports.outputs, "out")],
  };
}

function portId(node: string, direction: "in" | "out", port: string): string {
  return [node, direction, port].join(separator);
}
