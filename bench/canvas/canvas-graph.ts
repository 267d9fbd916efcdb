/** A graph of any size that runs: prompts in a grid, each fed by one or two before it, and 50 chat models near the middle. */
import type { Graph } from "../../lib/graph/graph.ts";

const streaming = 50;
const rows = 25;
const step = { x: 344, y: 190 };

/** `count` nodes and half as many edges again. `credential` names the server that the chat models ask. */
export function wideGraph(count: number, credential: string): Graph {
  const nodes: Graph["nodes"] = {
    ask: { type: "input", version: 1, config: { fields: [{ name: "topic", kind: "text", default: "patch bays" }] } },
  };
  const edges: Graph["edges"] = [];
  const positions: Graph["layout"]["positions"] = { ask: { x: -step.x, y: step.y * 12 } };
  const edge = (from: string, to: string, port: string) =>
    edges.push({
      id: `e${edges.length}`,
      from: { node: from, port: from === "ask" ? "topic" : from.startsWith("m") ? "reply" : "prompt" },
      to: { node: to, port },
    });
  const columns = Math.ceil((count - 1) / rows);
  const talks = talkingCells(columns);
  const idAt = (column: number, row: number) => `${talks.has(`${column},${row}`) ? "m" : "p"}${column}x${row}`;
  for (let index = 0; index < count - 1; index += 1) {
    const [column, row] = [Math.floor(index / rows), index % rows];
    const id = idAt(column, row);
    const hasTwo = !id.startsWith("m") && index % 2 === 0;
    positions[id] = { x: column * step.x, y: row * step.y };
    nodes[id] = id.startsWith("m")
      ? {
          type: "chat-model",
          version: 1,
          config: { model: { provider: "openai-compatible", model: "small", credential } },
        }
      : { type: "prompt", version: 1, config: { template: `Say of {{ first }}${hasTwo ? " and {{ second }}" : ""}` } };
    // A model is asked at the run's beginning, so that many speak at once.
    const isFirst = column === 0 || id.startsWith("m");
    edge(isFirst ? "ask" : idAt(column - 1, row), id, id.startsWith("m") ? "prompt" : "first");
    if (hasTwo) edge(column < 2 ? "ask" : idAt(column - 2, (row + 3) % rows), id, "second");
  }
  return { schema: 1, nodes, edges, layout: { positions, groups: {}, notes: {} } };
}

/** A block of five columns by ten rows in the middle of the grid. */
function talkingCells(columns: number): Set<string> {
  const left = Math.max(0, Math.floor(columns / 2) - 2);
  const cells = Array.from({ length: streaming }, (_, index) => [left + Math.floor(index / 10), 8 + (index % 10)]);
  return new Set(cells.map(([column, row]) => `${column},${row}`));
}

const frame = { x: -24, y: -16, width: 1256, height: 212 } as const;
const gap = { width: 1400, height: 460 } as const;

/** So many Maps more, with their bodies drawn open, one below the other in a gap that opens in the middle of the grid. */
export function withBodies(graph: Graph, count: number): Graph {
  if (count === 0) return graph;
  const { positions } = graph.layout;
  const middle = (Math.floor(Math.ceil((Object.keys(positions).length - 1) / rows) / 2) - 0.5) * step.x;
  const moved = Object.entries(positions).map(
    ([id, { x, y }]) => [id, { x: x > middle ? x + gap.width : x, y }] as const,
  );
  const ids = Array.from({ length: count }, (_, index) => `each${index}`);
  const top = (rows * step.y - count * gap.height) / 2;
  const placed = ids.map((id, index) => [id, { x: middle + step.x / 2, y: top + index * gap.height }] as const);
  const maps = ids.map(
    (id) => [id, { type: "map", version: 1, config: { pipeline: { ...item, graph: body } } }] as const,
  );
  return {
    ...graph,
    nodes: { ...graph.nodes, list, ...Object.fromEntries(maps) },
    edges: [
      ...graph.edges,
      { id: "e-list", from: { node: "ask", port: "topic" }, to: { node: "list", port: "value" } },
      ...ids.map((id) => ({ id: `e-${id}`, from: { node: "list", port: "result" }, to: { node: id, port: "items" } })),
    ],
    layout: {
      ...graph.layout,
      positions: Object.fromEntries([...moved, ["list", { x: -step.x, y: step.y * 14 }], ...placed]),
      frames: Object.fromEntries(ids.map((id) => [id, frame])),
    },
  };
}

const field = { name: "item", kind: "json" };
const item = { name: "", version: null, inputs: [field], outputs: [field] };
const transform = { type: "transform", version: 1, config: { expression: "$" } };
const list = { type: "transform", version: 1, config: { expression: "[1..60]" } };
const inside = ["in", "first", "second", "out"];

const body = {
  schema: 1,
  nodes: {
    in: { type: "input", version: 1, config: { fields: [field] } },
    first: transform,
    second: transform,
    out: { type: "output", version: 1, config: { fields: [field] } },
  },
  edges: [
    { id: "e1", from: { node: "in", port: "item" }, to: { node: "first", port: "value" } },
    { id: "e2", from: { node: "first", port: "result" }, to: { node: "second", port: "value" } },
    { id: "e3", from: { node: "second", port: "result" }, to: { node: "out", port: "item" } },
  ],
  layout: {
    positions: Object.fromEntries(inside.map((id, index) => [id, { x: index * 320, y: 0 }])),
    groups: {},
    notes: {},
  },
};
