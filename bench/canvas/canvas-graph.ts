/** A graph of any size that runs: prompts in a grid, each fed by one or two before it, and 50 chat models near the middle. */
import type { Graph } from "../../lib/graph.ts";

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
