/** How the overview draws a pipeline: cards with bars for text, edges in their colours, status at a glance. */
import type { Position } from "../../../lib/graph/graph.ts";
import { card, frameCorner } from "../../editor/layout/geometry.ts";
import { categoryToken } from "../../ui/text/category-color.ts";
import { type Curve, controlsOf } from "../edges/curves.ts";
import type { CardNode, FlowNode } from "../flow-nodes.ts";
import { paintBody } from "./overview-body.ts";
import { details, fillBox, isSeen } from "./overview-shapes.ts";
import { type BigTitle, paintBigTitle, paintMarks, paintName, paintNote, paintText } from "./overview-text.ts";
import type { Box, Painter } from "./painter.ts";

/** What a card shows besides itself. `mark` is the token of its status or problem; `isMarked` draws its edge in it. */
export type NodeAppearance = { mark?: string | undefined; isMarked?: boolean; isDim?: boolean; isFaint?: boolean };

export function paintCurves({ context, colors, zoom, box }: Painter, curves: Iterable<Curve>): void {
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

export function paintNodes(
  painter: Painter,
  nodes: Iterable<FlowNode>,
  appearanceOf: (id: string) => NodeAppearance,
): void {
  for (const node of nodes) {
    if (node.hidden || !isSeen(rectOf(node), painter.box)) continue;
    const appearance = appearanceOf(node.id);
    painter.context.globalAlpha = appearance.isDim ? 0.3 : appearance.isFaint ? 0.45 : 1;
    if (node.type === "card") paintCard(painter, node, appearance);
    else paintSheet(painter, node);
  }
  painter.context.globalAlpha = 1;
  // Last, so that no card lies over the name of a group.
  for (const node of nodes) if (node.type === "group-box" && !node.hidden) paintGroupName(painter, node);
}

/** The amber ring of what is selected, never thinner than two pixels of the screen. */
export function paintRings({ context, colors, zoom }: Painter, nodes: Iterable<FlowNode>): void {
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

function paintCard(painter: Painter, node: CardNode, { mark, isMarked }: NodeAppearance): void {
  const { context, colors, zoom } = painter;
  const rect = rectOf(node);
  const line = Math.max(1, 0.8 / zoom);
  const isLoud = mark === "danger" || mark === "info" || isMarked === true;
  fillBox(painter, rect, isLoud && mark ? mark : zoom < details.corners ? "line-strong" : "line");
  const width = isLoud ? line * 1.6 : line;
  fillBox(
    painter,
    { x: rect.x + width, y: rect.y + width, width: rect.width - 2 * width, height: rect.height - 2 * width },
    "raised",
  );
  if (zoom > details.letters) {
    paintText(painter, node);
    paintMarks(painter, node);
  } else {
    if (zoom > details.names) paintBigTitle(painter, titleOf(node));
    else if (zoom > details.bars) paintBars(painter, node);
    if (zoom > details.ports) paintPorts(painter, node);
  }
  const { body } = painter.contentOf(node.id);
  if (body) paintBody(painter, body, rect);
  if (mark) {
    const size = Math.max(12, 4 / zoom);
    context.fillStyle = colors[mark] ?? "";
    context.beginPath();
    context.arc(rect.x + rect.width - 10 - size / 2, rect.y + 10 + size / 2, size / 2, 0, 2 * Math.PI);
    context.fill();
  }
}

/** The words on a card stand above the body that is drawn open in it. */
function titleOf({ data, position, width = 0, height = 0 }: CardNode): BigTitle {
  const { title, category, frame, ports } = data;
  const room = frame ? frameCorner(ports).y : height;
  return { ...position, width, height, room, text: title, token: categoryToken(category) };
}

function paintBars(painter: Painter, { position: { x, y }, data }: CardNode): void {
  const { context } = painter;
  bar(painter, { x: x + 12, y: y + 14, width: 24, height: 24 }, categoryToken(data.category));
  context.globalAlpha *= 0.55;
  bar(painter, { x: x + 46, y: y + 16, width: Math.min(150, 7 * data.title.length), height: 7 }, "ink");
  bar(painter, { x: x + 46, y: y + 32, width: 90, height: 5 }, "muted");
  context.globalAlpha /= 0.55;
}

function paintPorts({ context, colors }: Painter, { position, data, handles = [] }: CardNode): void {
  const kinds = [...data.ports.inputs, ...data.ports.outputs].map(({ spec }) => spec.kind);
  for (const [index, { x, y }] of handles.entries()) {
    context.fillStyle = colors[`kind-${kinds[index] ?? "any"}`] ?? "";
    context.fillRect(position.x + x + 2, position.y + y + 2, card.port - 4, card.port - 4);
  }
}

/** Notes and the frames of groups lie behind. */
function paintSheet(painter: Painter, node: FlowNode): void {
  const { context, zoom } = painter;
  const rect = rectOf(node);
  const { token = "muted", text } = painter.contentOf(node.id);
  const alpha = context.globalAlpha;
  context.globalAlpha = alpha * (node.type === "note" ? 0.16 : 0.1);
  fillBox(painter, rect, node.type === "note" ? "accent" : token);
  context.globalAlpha = alpha * 0.45;
  context.strokeStyle = painter.colors[node.type === "note" ? "accent" : token] ?? "";
  context.lineWidth = Math.max(1, 0.8 / zoom);
  context.strokeRect(rect.x, rect.y, rect.width, rect.height);
  context.globalAlpha = alpha;
  if (node.type === "note" && text) paintNote(painter, text, rect);
}

function paintGroupName(painter: Painter, node: FlowNode): void {
  const rect = rectOf(node);
  const { title, token = "ink" } = painter.contentOf(node.id);
  if (title && isSeen(rect, painter.box)) paintName(painter, title, { ...rect, token });
}

function bar({ context, colors }: Painter, { x, y, width, height }: Box, token: string): void {
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
