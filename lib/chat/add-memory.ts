import { connect } from "../edit/edges.ts";
import type { Graph } from "../graph/graph.ts";
import { positionOf } from "../graph/graph-read.ts";
import type { Catalogue } from "../node-types/manifest.ts";
import { portsOf, settingOf } from "../ports/node-ports.ts";

/** The node type that decides how much of a conversation a model is given. */
const memoryType = "chat-memory";

/**
 * The pipeline with a memory: its Input gets a field for what was said before, which goes through a Chat memory node to every
 * model and agent that has a free History input. Undefined when there is none of these.
 */
export function addMemory(graph: Graph, catalogue: Catalogue): Graph | undefined {
  const input = Object.entries(graph.nodes).find(
    ([, node]) => !node.disabled && catalogue.get(node.type)?.role === "run-input",
  );
  const memory = catalogue.get(memoryType);
  const readers = Object.keys(graph.nodes).filter((id) => hasFreeHistory(graph, catalogue, id));
  const manifest = input && catalogue.get(input[1].type);
  const rule = manifest?.derived.find(({ from }) => from === "fields");
  if (!input || !manifest || !rule || !memory || readers.length === 0) return undefined;
  const [inputId, node] = input;
  const fields = settingOf(manifest, node, rule.setting);
  const known = Array.isArray(fields) ? fields : [];
  const name = freeName("history", (each) => hasField(known, each));
  const field = { name, kind: "messages", title: "History", default: [] };
  const memoryId = freeName("memory", (each) => Object.hasOwn(graph.nodes, each));
  const at = positionOf(graph, inputId);
  const grown: Graph = {
    ...graph,
    nodes: {
      ...graph.nodes,
      [inputId]: { ...node, config: { ...node.config, [rule.setting]: [...known, field] } },
      [memoryId]: { type: memory.type, version: memory.version, config: {} },
    },
    layout: {
      ...graph.layout,
      positions: { ...graph.layout.positions, [memoryId]: { x: at.x + 330, y: at.y - 200 } },
    },
  };
  const pairs = [
    { from: { node: inputId, port: name }, to: { node: memoryId, port: "history" } },
    ...readers.map((id) => ({ from: { node: memoryId, port: "messages" }, to: { node: id, port: "history" } })),
  ];
  const edgeIds = new Set(graph.edges.map(({ id }) => id));
  return pairs.reduce((current, pair, index) => {
    const id = freeName(`${memoryId}-${index + 1}`, (each) => edgeIds.has(each));
    return connect(current, catalogue, { id, ...pair });
  }, grown);
}

function hasFreeHistory(graph: Graph, catalogue: Catalogue, id: string): boolean {
  const node = graph.nodes[id];
  const manifest = node && catalogue.get(node.type);
  if (!node || !manifest || manifest.type === memoryType || manifest.category !== "model") return false;
  const port = portsOf(manifest, node).inputs.history;
  return port?.kind === "messages" && !graph.edges.some(({ to }) => to.node === id && to.port === "history");
}

function hasField(fields: readonly unknown[], name: string): boolean {
  return fields.some((field) => typeof field === "object" && field !== null && "name" in field && field.name === name);
}

function freeName(wish: string, isTaken: (name: string) => boolean): string {
  let name = wish;
  for (let count = 2; isTaken(name); count += 1) name = `${wish}${count}`;
  return name;
}
