/** How a pipeline looks from afar: cards with bars for words, edges in their colours, status at a glance. */
import type { Position } from "../../lib/graph.ts";
import { type Curve, controlsOf } from "./curves.ts";
import { paintMarks, paintWords } from "./far-words.ts";
import type { CardNode, FlowNode } from "./flow-nodes.ts";
import { card } from "./geometry.ts";
import type { Colors } from "./token-colors.ts";

/** What a card shows besides itself. `mark` is the token of its status or problem; `isMarked` draws its edge in it. */
export type Look = { mark?: string | undefined; isMarked?: boolean; isDim?: boolean; isFaint?: boolean };
export type Box = { x: number; y: number; width: number; height: number };
/** A context that is already scaled to canvas pixels; `box` is what of the canvas it shows. */
/** A card's second line and the icon of its type. */
export type Face = { subtitle?: string | undefined; icon?: CanvasImageSource | undefined };
export type Pen = {
  context: CanvasRenderingContext2D;
  colors: Colors;
  zoom: number;
  box: Box;
  faceOf: (id: string) => Face;
};

/** From these zooms on, details are worth a pixel: bars for words first, letters from where somebody could read them. */
export const details = { words: 0.12, ports: 0.17, corners: 0.2, letters: 0.34 } as const;

export function paintCurves({ context, colors, zoom, box }: Pen, curves: Iterable<Curve>): void {
  const seen = Map.groupBy(
    Iterator.from(curves).filter((curve) => isSeen(boxOf(curve), box)),
    ({ kind, selected }) => (selected ? "focus" : `kind-${kind}`),
  );
  for (const [token, list] of seen) {
    context.strokeStyle = colors[token] ?? "";
    context.globalAlpha = token === "focus" ? 1 : 0.7;
    context.lineWidth = Math.max(token === "focus" ? 3 : 2, (token === "focus" ? 2 : 0.7) / zoom);
    for (const curve of list) stroke(context, curve);
  }
  context.globalAlpha = 1;
}

export function paintNodes(pen: Pen, nodes: Iterable<FlowNode>, lookOf: (id: string) => Look): void {
  for (const node of nodes) {
    if (node.hidden || !isSeen(rectOf(node), pen.box)) continue;
    const look = lookOf(node.id);
    pen.context.globalAlpha = look.isDim ? 0.3 : look.isFaint ? 0.45 : 1;
    if (node.type === "card") paintCard(pen, node, look);
    else paintSheet(pen, node);
  }
  pen.context.globalAlpha = 1;
}

/** The amber ring of what is selected, never thinner than two pixels of the screen. */
export function paintRings({ context, colors, zoom }: Pen, nodes: Iterable<FlowNode>): void {
  context.strokeStyle = colors.focus ?? "";
  context.lineWidth = Math.max(2, 2 / zoom);
  for (const node of nodes) {
    const { x, y, width, height } = rectOf(node);
    context.beginPath();
    context.roundRect(x - 1, y - 1, width + 2, height + 2, 10);
    context.stroke();
  }
}

export function rectOf({ position, width = 0, height = 0 }: FlowNode): Box {
  return { x: position.x, y: position.y, width, height };
}

export function isSeen(a: Box, b: Box): boolean {
  return a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
}

function paintCard(pen: Pen, node: CardNode, { mark, isMarked }: Look): void {
  const { context, colors, zoom } = pen;
  const rect = rectOf(node);
  const line = Math.max(1, 0.8 / zoom);
  const isLoud = mark === "danger" || mark === "info" || isMarked === true;
  fillBox(pen, rect, isLoud && mark ? mark : zoom < details.corners ? "line-strong" : "line");
  const width = isLoud ? line * 1.6 : line;
  fillBox(
    pen,
    { x: rect.x + width, y: rect.y + width, width: rect.width - 2 * width, height: rect.height - 2 * width },
    "raised",
  );
  if (zoom > details.letters) {
    paintWords(pen, node);
    paintMarks(pen, node);
  } else {
    if (zoom > details.words) paintBars(pen, node);
    if (zoom > details.ports) paintPorts(pen, node);
  }
  if (mark) {
    const size = Math.max(12, 4 / zoom);
    context.fillStyle = colors[mark] ?? "";
    context.beginPath();
    context.arc(rect.x + card.width - 10 - size / 2, rect.y + 10 + size / 2, size / 2, 0, 2 * Math.PI);
    context.fill();
  }
}

function paintBars(pen: Pen, { position: { x, y }, data }: CardNode): void {
  const { context } = pen;
  bar(pen, { x: x + 12, y: y + 14, width: 24, height: 24 }, "hover");
  context.globalAlpha *= 0.55;
  bar(pen, { x: x + 46, y: y + 16, width: Math.min(150, 7 * data.title.length), height: 7 }, "ink");
  bar(pen, { x: x + 46, y: y + 32, width: 90, height: 5 }, "muted");
  context.globalAlpha /= 0.55;
}

function paintPorts({ context, colors }: Pen, { position, data, handles = [] }: CardNode): void {
  const kinds = [...data.ports.inputs, ...data.ports.outputs].map(({ spec }) => spec.kind);
  for (const [index, { x, y }] of handles.entries()) {
    context.fillStyle = colors[`kind-${kinds[index] ?? "any"}`] ?? "";
    context.fillRect(position.x + x + 2, position.y + y + 2, card.port - 4, card.port - 4);
  }
}

/** Notes and the frames of groups lie behind. */
function paintSheet(pen: Pen, node: FlowNode): void {
  const { context, zoom } = pen;
  const rect = rectOf(node);
  const alpha = context.globalAlpha;
  context.globalAlpha = alpha * (node.type === "note" ? 0.16 : 0.1);
  fillBox(pen, rect, node.type === "note" ? "accent" : "muted");
  context.globalAlpha = alpha;
  context.strokeStyle = pen.colors.line ?? "";
  context.lineWidth = Math.max(1, 0.8 / zoom);
  context.strokeRect(rect.x, rect.y, rect.width, rect.height);
}

function fillBox(pen: Pen, { x, y, width, height }: Box, token: string): void {
  const { context, colors, zoom } = pen;
  context.fillStyle = colors[token] ?? "";
  if (zoom < details.corners) {
    context.fillRect(x, y, width, height);
    return;
  }
  context.beginPath();
  context.roundRect(x, y, width, height, 10);
  context.fill();
}

function bar({ context, colors }: Pen, { x, y, width, height }: Box, token: string): void {
  context.fillStyle = colors[token] ?? "";
  context.fillRect(x, y, width, height);
}

function stroke(context: CanvasRenderingContext2D, curve: Curve): void {
  const { from, to } = curve;
  const { first, second } = controlsOf(curve);
  context.beginPath();
  context.moveTo(from.x, from.y);
  context.bezierCurveTo(first, from.y, second, to.y, to.x, to.y);
  context.stroke();
}

/** Everything of a curve lies between its ends and its controls. */
function boxOf(curve: Curve): Box {
  const { first, second } = controlsOf(curve);
  const left = Math.min(curve.from.x, second);
  const top = Math.min(curve.from.y, curve.to.y);
  return {
    x: left,
    y: top - 1,
    width: Math.max(curve.to.x, first) - left + 1,
    height: Math.abs(curve.to.y - curve.from.y) + 2,
  };
}

export function holds({ x, y, width, height }: Box, point: Position): boolean {
  return point.x >= x && point.y >= y && point.x <= x + width && point.y <= y + height;
}
