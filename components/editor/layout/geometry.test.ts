import { expect, test } from "vitest";
import { bestPorts, fittingSpec } from "../../../lib/edit/edges.ts";
import type { Graph } from "../../../lib/graph/graph.ts";
import { portsOf } from "../../../lib/ports/node-ports.ts";
import { makeCatalogue } from "../../../nodes/catalogue.ts";
import { nodeTypes } from "../../../nodes/index.ts";
import { graphOf } from "../../../tests/engine/fixtures.ts";
import { cardPorts } from "./geometry.ts";

const catalogue = makeCatalogue(nodeTypes);

/** A State node, and a Prompt whose text may go into it. */
const stateGraph = (operation: string, edges: string[] = []): Graph =>
  graphOf({ say: ["prompt", { template: "x" }], keep: ["state", { key: "a", operation }] }, edges);

const shown = (graph: Graph) => {
  const { inputs, outputs } = cardPorts(graph, catalogue, "keep");
  return { inputs: inputs.map(({ name }) => name), outputs: outputs.map(({ name }) => name) };
};

test("a card shows the ports that count for its settings", () => {
  expect(shown(stateGraph("get"))).toEqual({ inputs: [], outputs: ["value", "vector", "found", "version"] });
  expect(shown(stateGraph("set"))).toEqual({ inputs: ["value"], outputs: ["value", "found", "version"] });
  expect(shown(stateGraph("mean")).inputs).toEqual(["value", "weight", "time"]);
});

test("a port that counts no longer stays while an edge is at it", () => {
  const graph = stateGraph("set", ["say.prompt > keep.time"]);
  expect(shown(graph).inputs).toEqual(["value", "time"]);
  expect(cardPorts(graph, catalogue, "keep").inputs.some(({ isMissing }) => isMissing)).toBe(false);
});

test("an edge that is dropped on a node goes to no port that does not count", () => {
  const end = { node: "say", port: "prompt", side: "outputs" } as const;
  expect(bestPorts(stateGraph("set"), catalogue, end, "keep")).toEqual(["value"]);
  expect(bestPorts(stateGraph("mean"), catalogue, end, "keep")).toEqual(["time"]);
  const manifest = catalogue.get("state");
  if (!manifest) throw new Error("There is a State node.");
  expect(fittingSpec("outputs", "number", portsOf(manifest, { config: { key: "a" } }))).toBeUndefined();
  expect(fittingSpec("outputs", "number", portsOf(manifest, { config: { key: "a", operation: "set" } }))).toBe("value");
});
