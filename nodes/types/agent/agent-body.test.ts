import { expect, test } from "vitest";
import { describeBody, toolboxAt } from "../../../lib/edit/bodies.ts";
import { checkGraph, checkToolbox } from "../../../lib/graph/check.ts";
import { Graph } from "../../../lib/graph/graph.ts";
import { makeCatalogue } from "../../catalogue.ts";
import { nodeTypes } from "../../index.ts";

const catalogue = makeCatalogue(nodeTypes);
const turn = { type: "agent-turn", version: 1 };
const weather = { type: "template", version: 1, title: "Weather", config: { template: "Sunny in {{ city }}" } };
const send = { type: "template", version: 1, title: "Send", config: { template: "{{ text }}" } };
const edge = { id: "e", from: { node: "weather", port: "text" }, to: { node: "send", port: "text" } };

const around = (nodes: object, edges: object[] = []) =>
  Graph.parse({
    nodes: {
      in: { type: "input", version: 1, config: { fields: [{ name: "text", kind: "text" }] } },
      agent: { type: "agent", version: 1, config: { tools: { graph: { nodes, edges } } } },
    },
    edges: [{ id: "e1", from: { node: "in", port: "text" }, to: { node: "agent", port: "prompt" } }],
  });
const problems = (graph: Graph) => checkGraph(graph, catalogue).map(({ message }) => message);

test("the inputs of tools are not connected, and that is no problem", () => {
  expect(problems(around({ turn, weather, send }))).toEqual([]);
  const body = Graph.parse({ nodes: { turn, weather } });
  expect(checkToolbox(body, catalogue, { needs: "agent-turn" })).toEqual([]);
});

test("what an agent cannot call is said, and so is a model turn that is missing or doubled", () => {
  expect(problems(around({ turn, weather, send }, [edge]))).toEqual([
    "Agent › Send: tools are not connected with each other. Delete the edge; put steps that belong together into a Sub-pipeline.",
  ]);
  expect(problems(around({ turn, out: { type: "output", version: 1 } }))).toEqual([
    "Agent › Output is not a tool. Delete it.",
  ]);
  expect(problems(around({ weather }))).toEqual(["Agent › No node “Model turn” is there. Keep exactly one."]);
  expect(problems(around({ turn, again: turn }))).toEqual([
    "Agent › There are 2 nodes “Model turn”. Keep exactly one.",
  ]);
});

test("a card names the tools, and a fresh agent has none", () => {
  const graph = around({ turn, weather, send });
  expect(describeBody(graph, catalogue, "agent")).toBe("Weather, Send");
  expect(toolboxAt(graph, catalogue, ["agent"])).toBe("agent-turn");
  expect(toolboxAt(graph, catalogue, [])).toBeUndefined();
  const fresh = Graph.parse({ nodes: { agent: { type: "agent", version: 1 } } });
  expect(describeBody(fresh, catalogue, "agent")).toBe("");
  expect(problems(fresh)).toEqual(["Agent: the input “Prompt” is not connected."]);
});
