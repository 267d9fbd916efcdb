import { expect, test } from "vitest";
import type { FlowNode } from "../flow-nodes.ts";
import { paintNodes } from "./overview-paint.ts";
import type { Painter } from "./painter.ts";

const node = {
  id: "a",
  type: "card",
  position: { x: 0, y: 0 },
  width: 248,
  height: 80,
  data: { title: "A", ports: { inputs: [], outputs: [] } },
} as unknown as FlowNode;

/** The tokens a card is filled with, the outermost first. */
function fillsAt(zoom: number): string[] {
  const fills: string[] = [];
  const context = {
    fillStyle: "",
    globalAlpha: 1,
    beginPath: () => undefined,
    roundRect: () => undefined,
    fill: () => fills.push(context.fillStyle),
    fillRect: () => fills.push(context.fillStyle),
  };
  const tokens = ["line", "line-strong", "raised", "hover", "ink", "muted"];
  const colors = Object.fromEntries(tokens.map((token) => [token, token]));
  const box = { x: -100, y: -100, width: 1000, height: 1000 };
  const painter = { context, colors, zoom, box, contentOf: () => ({}) } as unknown as Painter;
  paintNodes(painter, [node], () => ({}));
  return fills;
}

test("a card without a shadow stands out by its edge: a hairline is too faint for one of a few pixels", () => {
  expect(fillsAt(0.16).slice(0, 2)).toEqual(["line-strong", "raised"]);
  expect(fillsAt(0.3).slice(0, 2)).toEqual(["line", "raised"]);
});
