/** What the parts of the picture are made of. */
import type { Box, Painter } from "./painter.ts";

/** From these zooms on, details are worth a pixel: bars for words first, letters from where they can be read. */
export const details = { bars: 0.12, ports: 0.17, names: 0.16, corners: 0.2, letters: 0.45 } as const;

export function isSeen(a: Box, b: Box): boolean {
  return a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
}

export function fillBox(painter: Painter, { x, y, width, height }: Box, token: string): void {
  const { context, colors, zoom } = painter;
  context.fillStyle = colors[token] ?? "";
  if (zoom < details.corners) {
    context.fillRect(x, y, width, height);
    return;
  }
  context.beginPath();
  context.roundRect(x, y, width, height, 10);
  context.fill();
}

/** A box with an edge that is never thinner than it can be seen. */
export function edgedBox(painter: Painter, { x, y, width, height }: Box, edge: string, line: number): void {
  fillBox(painter, { x, y, width, height }, edge);
  fillBox(painter, { x: x + line, y: y + line, width: width - 2 * line, height: height - 2 * line }, "raised");
}
