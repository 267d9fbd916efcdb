/** A body that is drawn open, on the picture: its nodes with their names, and the bodies that are open in these. */
import type { Position } from "../../../lib/graph/graph.ts";
import { details, edgedBox, fillBox, isSeen } from "./overview-shapes.ts";
import { paintBigTitle } from "./overview-text.ts";
import type { Block, Line, OpenBody, Painter } from "./painter.ts";

/** `card` is the place of the card around it. */
export function paintBody(painter: Painter, { frame, corner, blocks, lines }: OpenBody, card: Position): void {
  const ground = { x: card.x + corner.x, y: card.y + corner.y, width: frame.width, height: frame.height };
  if (!isSeen(ground, painter.box)) return;
  fillBox(painter, ground, "canvas");
  const origin = { x: ground.x - frame.x, y: ground.y - frame.y };
  for (const line of lines) paintLine(painter, line, origin);
  for (const block of blocks) paintBlock(painter, { ...block, x: origin.x + block.x, y: origin.y + block.y });
}

function paintBlock(painter: Painter, block: Block): void {
  const { zoom } = painter;
  edgedBox(painter, block, zoom < details.corners ? "line-strong" : "line", Math.max(1, 0.8 / zoom));
  const { title: text, token, body } = block;
  if (zoom > details.names)
    paintBigTitle(painter, { ...block, text, token, room: body ? body.corner.y : block.height });
  if (body) paintBody(painter, body, block);
}

function paintLine({ context, colors, zoom }: Painter, { from, to, token }: Line, origin: Position): void {
  context.strokeStyle = colors[token] ?? "";
  context.lineWidth = Math.max(2, 0.7 / zoom);
  const bend = Math.max(24, Math.abs(to.x - from.x) / 2);
  context.beginPath();
  context.moveTo(origin.x + from.x, origin.y + from.y);
  const [first, second] = [origin.x + from.x + bend, origin.x + to.x - bend];
  context.bezierCurveTo(first, origin.y + from.y, second, origin.y + to.y, origin.x + to.x, origin.y + to.y);
  context.stroke();
}
