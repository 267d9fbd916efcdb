import { expect, test } from "vitest";
import { makeCatalogue } from "../../nodes/catalogue.ts";
import { nodeTypes } from "../../nodes/index.ts";
import { graphOf } from "../../tests/engine/fixtures.ts";
import { checkGraph } from "../graph/check.ts";
import { type Graph, nodeAt } from "../graph/graph.ts";
import { bodyAt, describeBody, editAt, graphAt, makeBody, scopeIn } from "./bodies.ts";
import { portsAt } from "./edges.ts";
import { addNode, removeNodes } from "./edit.ts";
import { findText } from "./find.ts";
import { setConfig } from "./settings.ts";

const catalogue = makeCatalogue(nodeTypes);
const field = (name: string, kind = "json") => ({ name, kind });

function made(type: string): Graph {
  const graph = graphOf({ in: ["input", { fields: [field("list")] }], each: [type] }, []);
  return makeBody(graph, catalogue, { nodeId: "each" });
}

test("a body made in place can run at once, and its fields are ports", () => {
  const map = made("map");
  expect(Object.keys(portsAt(map, catalogue, "each").inputs)).toEqual(["items"]);
  expect(bodyAt(map, catalogue, "each")?.edges).toHaveLength(1);
  const loop = made("loop");
  expect(portsAt(loop, catalogue, "each")).toMatchObject({
    inputs: { value: { kind: "json" } },
    outputs: { value: { kind: "json" }, rounds: {}, reached: {} },
  });
  expect(checkGraph(loop, catalogue).map(({ message }) => message)).toEqual([
    "Loop: the input “value” is not connected.",
  ]);
});

test("an edit inside changes the whole graph; the ports around it follow, with their edges", () => {
  const connected: Graph = {
    ...made("loop"),
    edges: [{ id: "e", from: { node: "in", port: "list" }, to: { node: "each", port: "value" } }],
  };
  const scope = ["each"];
  const fields = [field("text", "text")];
  const next = editAt(connected, { catalogue, scope }, (body) =>
    setConfig(body, catalogue, { nodeId: "in", setting: "fields", value: fields }),
  );
  expect(portsAt(next, catalogue, "each").inputs).toMatchObject({ text: { kind: "text" } });
  expect(next.edges.map(({ to }) => to.port)).toEqual(["text"]);
  expect(nodeAt(graphAt(next, catalogue, scope), "in")?.config.fields).toEqual(fields);
  expect(connected.edges[0]?.to.port).toBe("value");
  expect(editAt(connected, { catalogue, scope }, (body) => body)).toBe(connected);
});

test("bodies nest, and a way that is gone leads as far as it can", () => {
  const outer = made("map");
  const node = { type: "loop", version: 1, config: {} };
  const two = editAt(outer, { catalogue, scope: ["each"] }, (body) =>
    makeBody(addNode(body, { id: "again", node, position: { x: 320, y: 0 } }), catalogue, { nodeId: "again" }),
  );
  const scope = ["each", "again"];
  expect(Object.keys(graphAt(two, catalogue, scope).nodes)).toEqual(["in", "out"]);
  expect(scopeIn(two, catalogue, scope)).toBe(scope);
  expect(scopeIn(outer, catalogue, scope)).toEqual(["each"]);
  expect(graphAt(removeNodes(two, ["each"]), catalogue, scope)).toHaveProperty("nodes.in.type", "input");
  expect(describeBody(two, catalogue, "each")).toBe("Loop");
});

test("the card says what a node runs", () => {
  const ref = { id: "p", version: 3, name: "Judge one review", inputs: [], outputs: [] };
  const graph = graphOf(
    { a: ["map", { pipeline: ref }], b: ["map", { pipeline: { ...ref, version: null } }], c: ["map"] },
    [],
  );
  expect(["a", "b", "c"].map((id) => describeBody(graph, catalogue, id))).toEqual([
    "Judge one review, version 3",
    "Judge one review",
    undefined,
  ]);
  expect(describeBody(made("map"), catalogue, "each")).toBe("An empty body");
});

test("a problem inside a body is one of the node, and says the way to it", () => {
  const broken = editAt(made("map"), { catalogue, scope: ["each"] }, (body) =>
    addNode(body, { id: "t", node: { type: "transform", version: 1, config: {} }, position: { x: 0, y: 0 } }),
  );
  expect(checkGraph(broken, catalogue).filter(({ inside }) => inside)).toEqual([
    {
      level: "error",
      code: "missing-input",
      message: "Map › Transform: the input “Value” is not connected.",
      nodeId: "each",
      inside: ["t"],
    },
  ]);
  const unreadable = graphOf({ m: ["map", { pipeline: { graph: { nodes: 7 }, inputs: [], outputs: [] } }] }, []);
  expect(checkGraph(unreadable, catalogue)[0]?.message).toMatch(/its body cannot be read/);
});

test("bodies nest no deeper than pipelines do", () => {
  const nested = (depth: number): Graph => {
    const graph = made("map");
    return depth === 0 ? graph : makeBody(graph, catalogue, { nodeId: "each", body: nested(depth - 1) });
  };
  const tooDeep = (graph: Graph) =>
    checkGraph(graph, catalogue).filter(({ message }) => /nest at most 20/.test(message));
  expect(tooDeep(nested(19))).toHaveLength(0);
  expect(tooDeep(nested(20))).toHaveLength(1);
});

test("find in the graph around a body leaves what is inside alone", () => {
  expect(findText(made("map"), catalogue, { text: "item", isCaseSensitive: false })).toEqual([]);
});
