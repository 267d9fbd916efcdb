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

const group = {
  id: "group:g",
  type: "group-box",
  position: { x: 0, y: 0 },
  width: 800,
  height: 400,
  data: { groupId: "g" },
} as unknown as FlowNode;

/** The tokens a thing is filled with, the outermost first; and what is written, with the size on the screen. */
function paintedAt(
  zoom: number,
  painted: FlowNode = node,
  content: ReturnType<Painter["contentOf"]> = { title: "Answers" },
): { fills: string[]; words: [string, number][] } {
  const fills: string[] = [];
  const words: [string, number][] = [];
  const context = {
    fillStyle: "",
    globalAlpha: 1,
    beginPath: () => undefined,
    roundRect: () => undefined,
    fill: () => fills.push(context.fillStyle),
    fillRect: () => fills.push(context.fillStyle),
    strokeRect: () => undefined,
    strokeText: () => undefined,
    font: "",
    measureText: (text: string) => ({ width: text.length * 10 }),
    fillText: (text: string) => words.push([text, Number.parseFloat(context.font.replace("600 ", "")) * zoom]),
  };
  const tokens = ["line", "line-strong", "raised", "hover", "ink", "muted"];
  const colors = Object.fromEntries(tokens.map((token) => [token, token]));
  const box = { x: -100, y: -100, width: 1000, height: 1000 };
  const painter = { context, colors, zoom, box, contentOf: () => content } as unknown as Painter;
  paintNodes(painter, [painted], () => ({}));
  return { fills, words };
}

test("a card without a shadow stands out by its edge: a hairline is too faint for one of a few pixels", () => {
  expect(paintedAt(0.16).fills.slice(0, 2)).toEqual(["line-strong", "raised"]);
  expect(paintedAt(0.3).fills.slice(0, 2)).toEqual(["line", "raised"]);
});

test("zoomed far out a card and a group still have their names, in letters that can be read", () => {
  for (const zoom of [0.2, 0.27, 0.34]) {
    for (const [thing, name] of [
      [node, "A"],
      [group, "Answers"],
    ] as const) {
      const [word] = paintedAt(zoom, thing).words;
      expect(word?.[0]).toBe(name);
      expect(word?.[1]).toBeGreaterThan(10.5);
    }
  }
});

test("a name that does not fit ends in an ellipsis, also where there is room for one line only", () => {
  const long = { ...node, data: { ...node.data, title: "Many reviews of all the books" } } as FlowNode;
  expect(paintedAt(0.2, long).words.map(([word]) => word)).toEqual(["Many reviews of all…"]);
});

test("zoomed far out an open body has its name and those of its nodes, also of a body in it", () => {
  const block = { x: 0, y: 0, width: 500, height: 300, title: "Inner map", token: "ink" };
  const inner = { ...block, width: 248, height: 84, title: "Double it" };
  const frame = { x: 0, y: 0, width: 400, height: 160 };
  const body = { frame, corner: { x: 10, y: 120 }, lines: [] };
  const content = { body: { ...body, blocks: [{ ...block, body: { ...body, blocks: [inner] } }] } };
  const open = { ...node, width: 700, height: 500, data: { ...node.data, title: "Outer map", frame } } as FlowNode;
  const { words } = paintedAt(0.33, open, content);
  expect(words.map(([word]) => word)).toEqual(["Outer map", "Inner map", "Double it"]);
});
