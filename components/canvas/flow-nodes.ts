/**
 * The graph as React Flow wants it. Objects are kept while what they show is the same, so a drag of one node gives one
 * new object and no other card renders. Sizes and handles are given: nothing is measured.
 */
import { type Node as FlowNodeOf, type NodeHandle, Position as Side } from "@xyflow/react";
import { type Border, bordersOf, foldedNodes } from "../../lib/edit/groups.ts";
import { type Endpoint, type Frame, type Graph, nodeAt, positionOf } from "../../lib/graph/graph.ts";
import { titleOf } from "../../lib/graph/node-titles.ts";
import type { Catalogue, Category } from "../../lib/node-types/manifest.ts";
import { type CardPorts, card, cardHeight, cardPorts, cardSize, frameOf, portY } from "../editor/layout/geometry.ts";
import { groupRect } from "../editor/layout/group-rect.ts";
import type { Selection } from "../editor/store/selection-slice.ts";
import { countOf } from "../ui/text/format.ts";
import { orderOf } from "./card/card-order.ts";
import { foldedPort, groupPrefix, notePrefix } from "./flow-ids.ts";

/** `frame` is there while the body is drawn open in the card. */
export type CardNode = FlowNodeOf<
  { ports: CardPorts; title: string; category?: Category | undefined; frame?: Frame },
  "card"
>;
export type NoteNode = FlowNodeOf<{ noteId: string }, "note">;
/** `border` is there while the group is collapsed: the ports that edges cross its border at. */
export type GroupNode = FlowNodeOf<{ groupId: string; border?: CardPorts }, "group-box">;
export type FlowNode = CardNode | NoteNode | GroupNode;

const noPorts: CardPorts = { inputs: [], outputs: [] };

type Made = { key: readonly unknown[]; node: FlowNode };
export type Drawing = { graph: Graph; catalogue: Catalogue; selection: Selection };

/** One maker per canvas: it remembers what it made last. */
export function flowNodeMaker(): (drawing: Drawing) => FlowNode[] {
  let made = new Map<string, Made>();
  let ports = new Map<string, CardPorts>();
  let last: Drawing | undefined;
  return (drawing) => {
    const { graph, catalogue } = drawing;
    if (!last || !hasSamePorts(last.graph, graph)) ports = keepPorts(ports, { graph, before: last?.graph }, catalogue);
    // While some are dragged the others are taken as they were, without a look at each.
    const before = last && isOnlyMoved(last, drawing) ? last.graph.layout.positions : undefined;
    last = drawing;
    const next = new Map<string, Made>();
    const keep: Keep = (id, key, make) => {
      const old = made.get(id);
      next.set(id, old && sameKey(old.key, key) ? old : { key, node: make() });
    };
    const folded = foldedNodes(graph);
    makeGroups(drawing, { ports, folded }, keep);
    makeNotes(drawing, keep);
    for (const id of Object.keys(graph.nodes)) {
      if (folded.has(id)) continue;
      const old = before && before[id] === graph.layout.positions[id] ? made.get(id) : undefined;
      if (old) next.set(id, old);
      else makeCard(drawing, { id, ports: ports.get(id) ?? noPorts }, keep);
    }
    made = next;
    return [...next.values()].map(({ node }) => node);
  };
}

/** Takes the node that was made last while the key is the same. */
type Keep = (id: string, key: readonly unknown[], make: () => FlowNode) => void;

function makeGroups(
  { graph, catalogue, selection }: Drawing,
  { ports, folded }: { ports: ReadonlyMap<string, CardPorts>; folded: ReadonlyMap<string, string> },
  keep: Keep,
): void {
  const borders = folded.size === 0 ? undefined : bordersOf(graph, folded);
  for (const [id, group] of Object.entries(graph.layout.groups)) {
    const rect = groupRect(graph, group, (nodeId) => cardSize(ports.get(nodeId) ?? noPorts, frameOf(graph, nodeId)));
    const selected = selection.groups.has(id);
    const border = group.collapsed ? borders?.get(id) : undefined;
    const same = {
      id: groupPrefix + id,
      type: "group-box",
      position: { x: rect.x, y: rect.y },
      selected,
    } as const;
    if (border) {
      const shown = borderPorts(graph, border, { ports, catalogue });
      keep(same.id, [group, selected, rect.x, rect.y, JSON.stringify(shown)], () => ({
        ...same,
        ...sized(card.width, heightOf(shown)),
        handles: handlesOf(shown),
        data: { groupId: id, border: shown },
        ariaLabel: `Collapsed group ${group.title || "without a title"}, ${countOf(group.nodes.length, "node")}`,
      }));
      continue;
    }
    keep(same.id, [group, selected, rect.x, rect.y, rect.width, rect.height], () => ({
      ...same,
      ...sized(rect.width, rect.height),
      zIndex: -2,
      data: { groupId: id },
      ariaLabel: `Group ${group.title || "without a title"}`,
    }));
  }
}

function makeNotes({ graph, selection }: Drawing, keep: Keep): void {
  for (const [id, note] of Object.entries(graph.layout.notes)) {
    const selected = selection.notes.has(id);
    keep(notePrefix + id, [note, selected], () => ({
      id: notePrefix + id,
      type: "note",
      position: { x: note.x, y: note.y },
      ...sized(note.width, note.height),
      zIndex: -1,
      selected,
      data: { noteId: id },
      ariaLabel: "Note",
    }));
  }
}

function makeCard(
  { graph, catalogue, selection }: Drawing,
  { id, ports }: { id: string; ports: CardPorts },
  keep: Keep,
): void {
  const node = nodeAt(graph, id);
  if (!node) return;
  const selected = selection.nodes.has(id);
  const title = titleOf(graph, catalogue, id);
  const category = catalogue.get(node.type)?.category;
  const frame = ports.hasBody && frameOf(graph, id);
  const size = cardSize(ports, frame || undefined);
  keep(id, [ports, graph.layout.positions[id], selected, title, category, frame], () => ({
    id,
    type: "card",
    position: positionOf(graph, id),
    ...sized(size.width, size.height),
    style: orderOf(positionOf(graph, id)),
    handles: handlesOf(ports, size.width),
    selected,
    data: { ports, title, category, ...(frame ? { frame } : {}) },
    ariaLabel: title,
  }));
}

function isOnlyMoved(a: Drawing, b: Drawing): boolean {
  return (
    a.graph.nodes === b.graph.nodes &&
    a.graph.edges === b.graph.edges &&
    a.graph.layout.groups === b.graph.layout.groups &&
    a.graph.layout.frames === b.graph.layout.frames &&
    a.catalogue === b.catalogue &&
    a.selection === b.selection
  );
}

/** The crossing ports of a collapsed group, each named after its node. */
function borderPorts(
  graph: Graph,
  border: Border,
  { ports, catalogue }: { ports: ReadonlyMap<string, CardPorts>; catalogue: Catalogue },
): CardPorts {
  const side = (ends: readonly Endpoint[], of: "inputs" | "outputs") =>
    ends.map(({ node, port }) => {
      const known = ports.get(node)?.[of].find(({ name }) => name === port);
      const title = titleOf(graph, catalogue, node);
      const spec = { ...(known?.spec ?? { kind: "any" as const }), title: `${title} · ${known?.spec.title ?? port}` };
      return { name: foldedPort(node, port), spec, isMissing: known?.isMissing ?? false };
    });
  return { inputs: side(border.inputs, "inputs"), outputs: side(border.outputs, "outputs") };
}

function heightOf(ports: CardPorts | undefined): number {
  return cardHeight(ports ?? noPorts);
}

/** Ports stay the same object while they look the same, so typing in a prompt without a new variable moves nothing. */
function keepPorts(
  old: Map<string, CardPorts>,
  { graph, before: last }: { graph: Graph; before: Graph | undefined },
  catalogue: Catalogue,
): Map<string, CardPorts> {
  const edges = new Map<string, Graph["edges"]>();
  for (const edge of graph.edges) {
    for (const id of [edge.from.node, edge.to.node]) edges.set(id, [...(edges.get(id) ?? []), edge]);
  }
  const next = new Map<string, CardPorts>();
  for (const id of Object.keys(graph.nodes)) {
    const node = nodeAt(graph, id);
    if (!node) continue;
    // While a body is worked in, the node around it is another one with each move, and no other is.
    const isSame = last?.edges === graph.edges && last.nodes[id] === node && isOpenAlike(last, graph, id);
    const known = isSame ? old.get(id) : undefined;
    if (known) {
      next.set(id, known);
      continue;
    }
    const part = { ...graph, nodes: { [id]: node }, edges: edges.get(id) ?? [] };
    const ports = cardPorts(part, catalogue, id);
    const before = old.get(id);
    next.set(id, before && JSON.stringify(before) === JSON.stringify(ports) ? before : ports);
  }
  return next;
}

/** A node whose pipeline is drawn open shows it below its ports. */
function hasSamePorts(a: Graph, b: Graph): boolean {
  return a.nodes === b.nodes && a.edges === b.edges && a.layout.frames === b.layout.frames;
}

function isOpenAlike(a: Graph, b: Graph, id: string): boolean {
  return (frameOf(a, id) === undefined) === (frameOf(b, id) === undefined);
}

function handlesOf(ports: CardPorts, width: number = card.width): NodeHandle[] {
  const half = card.port / 2;
  const size = { width: card.port, height: card.port };
  return [
    ...ports.inputs.map(({ name }, index) => ({
      id: name,
      type: "target" as const,
      position: Side.Left,
      x: -half,
      y: portY(index) - half,
      ...size,
    })),
    ...ports.outputs.map(({ name }, index) => ({
      id: name,
      type: "source" as const,
      position: Side.Right,
      x: width - half,
      y: portY(index) - half,
      ...size,
    })),
  ];
}

function sized(width: number, height: number) {
  return { width, height, measured: { width, height } };
}

function sameKey(a: readonly unknown[], b: readonly unknown[]): boolean {
  return a.length === b.length && a.every((value, index) => value === b[index]);
}
