/**
 * The card's measures, in canvas pixels. Sizes and port places are computed from the graph, so React Flow measures
 * nothing; the card's CSS must draw exactly these.
 */
import { bodyAt, chosenAt } from "../../../lib/edit/bodies.ts";
import { type Frame, type Graph, nodeAt, type Position } from "../../../lib/graph/graph.ts";
import type { Size } from "../../../lib/graph/layout.ts";
import type { Catalogue, Ports } from "../../../lib/node-types/manifest.ts";
import { portsOf } from "../../../lib/ports/node-ports.ts";

export const card = { width: 248, header: 52, row: 24, bottom: 8, port: 12, miniature: 84, bar: 36, side: 10 } as const;

/** `hasBody`: below its ports the card shows the graph that runs inside it. Of a pipeline that was chosen it does where that is drawn open. */
export function cardHeight(ports: CardPorts): number {
  return portsBottom(ports) + (ports.hasBody ? card.miniature : 0);
}

/** A card, or one that is as large as the body drawn open in it. */
export function cardSize(ports: CardPorts, frame: Frame | undefined): Size {
  if (!frame || !ports.hasBody) return { width: card.width, height: cardHeight(ports) };
  return { width: frame.width + 2 * card.side, height: portsBottom(ports) + card.bar + frame.height + card.side };
}

/** Where the open body begins inside its card: what is at `frame.x`, `frame.y` in the body is drawn here. */
export function frameCorner(ports: CardPorts): Position {
  return { x: card.side, y: portsBottom(ports) + card.bar };
}

function portsBottom({ inputs, outputs }: CardPorts): number {
  return card.header + Math.max(inputs.length, outputs.length, 1) * card.row + card.bottom;
}

/** The frame of a node whose body is drawn open. */
export function frameOf({ layout: { frames } }: Graph, nodeId: string): Frame | undefined {
  return frames && Object.hasOwn(frames, nodeId) ? frames[nodeId] : undefined;
}

/** The middle of the n-th port, from the card's top. */
export function portY(index: number): number {
  return card.header + index * card.row + card.row / 2;
}

/** The ports a card draws: those of the node and, marked `missing`, those that an edge still names. */
export type CardPorts = { inputs: readonly CardPort[]; outputs: readonly CardPort[]; hasBody?: true };
export type CardPort = { name: string; spec: Ports["inputs"][string]; isMissing: boolean };

export function cardPorts(graph: Graph, catalogue: Catalogue, nodeId: string): CardPorts {
  const node = nodeAt(graph, nodeId);
  const manifest = node && catalogue.get(node.type);
  const ports = node && manifest ? portsOf(manifest, node) : { inputs: {}, outputs: {} };
  const connected = { inputs: new Set<string>(), outputs: new Set<string>() };
  for (const { from, to } of graph.edges) {
    if (from.node === nodeId) connected.outputs.add(from.port);
    if (to.node === nodeId) connected.inputs.add(to.port);
  }
  return {
    inputs: listPorts(ports.inputs, connected.inputs),
    outputs: listPorts(ports.outputs, connected.outputs),
    ...(hasBody(graph, catalogue, nodeId) ? { hasBody: true } : {}),
  };
}

function hasBody(graph: Graph, catalogue: Catalogue, nodeId: string): boolean {
  if (bodyAt(graph, catalogue, nodeId)) return true;
  return frameOf(graph, nodeId) !== undefined && chosenAt(graph, catalogue, nodeId) !== undefined;
}

/** What a model's answer takes below its card: two lines, what it cost, and who answered. */
const answerHeight = 96;

/** For laying out: a card with the room for the answer that hangs below it after a run. */
export function nodeSpace(graph: Graph, catalogue: Catalogue, nodeId: string): Size & { below: number } {
  const isModel = catalogue.get(nodeAt(graph, nodeId)?.type ?? "")?.category === "model";
  return { ...nodeSize(graph, catalogue, nodeId), below: isModel ? answerHeight : 0 };
}

export function nodeSize(graph: Graph, catalogue: Catalogue, nodeId: string): Size {
  return cardSize(cardPorts(graph, catalogue, nodeId), frameOf(graph, nodeId));
}

function listPorts(specs: Ports["inputs"], connected: ReadonlySet<string>): CardPort[] {
  const there = Object.entries(specs)
    .filter(([name, { unused }]) => !unused || connected.has(name))
    .map(([name, spec]) => ({ name, spec, isMissing: false }));
  const missing = [...connected]
    .filter((name) => !Object.hasOwn(specs, name))
    .map((name) => ({ name, spec: { kind: "any" } as const, isMissing: true }));
  return [...there, ...missing];
}
