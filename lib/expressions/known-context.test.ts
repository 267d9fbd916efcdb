import { expect, test } from "vitest";
import { makeCatalogue } from "../../nodes/catalogue.ts";
import { nodeTypes } from "../../nodes/index.ts";
import { Graph } from "../graph/graph.ts";
import { expressionsOf } from "./expressions-of.ts";
import { knownContext, type StepValues } from "./known-context.ts";

const catalogue = makeCatalogue(nodeTypes);
const inputs = { reads: "inputs" } as const;
const value = { reads: { input: "value" } } as const;

function graphOf(nodes: object, edges: [from: string, to: string][]): Graph {
  const end = (text: string) => ({ node: text.split(".")[0], port: text.split(".")[1] });
  const list = edges.map(([from, to], index) => ({ id: `e${index}`, from: end(from), to: end(to) }));
  return Graph.parse({ nodes, edges: list });
}

const steps = (byNode: Record<string, Partial<StepValues>>) => (id: string) => {
  const step = byNode[id];
  return step && { input: null, output: null, ...step };
};

const ask = {
  type: "input",
  version: 1,
  config: {
    fields: [
      { name: "order", kind: "json" },
      { name: "q", kind: "text" },
    ],
  },
};
const shape = { type: "transform", version: 1, config: { expression: "$" } };
const text = { type: "prompt", version: 1, config: { template: "{{ question }} {{ order }}" } };

test("an expression reads what the run left at the output that is connected now", () => {
  const graph = graphOf({ ask, shape }, [["ask.order", "shape.value"]]);
  const stepOf = steps({
    ask: { output: { order: { total: 3 }, q: "x" } },
    shape: { input: { value: "of an older edge" } },
  });
  expect(knownContext({ graph, catalogue, nodeId: "shape" }, value, stepOf).value).toEqual({ total: 3 });
});

test("a pinned output counts, with or without a run, and values are taken as the input's kind", () => {
  const pinned = { ...ask, pinned: { order: [1, 2], q: "Why?" } };
  const graph = graphOf({ ask: pinned, text }, [
    ["ask.q", "text.question"],
    ["ask.order", "text.order"],
  ]);
  expect(knownContext({ graph, catalogue, nodeId: "text" }, inputs, () => undefined).value).toEqual({
    question: "Why?",
    order: "[\n  1,\n  2\n]",
  });
});

test("a run of the node alone has no steps before it: its own input counts", () => {
  const graph = graphOf({ ask, shape }, [["ask.order", "shape.value"]]);
  const stepOf = steps({ shape: { input: { value: 7 } } });
  expect(knownContext({ graph, catalogue, nodeId: "shape" }, value, stepOf).value).toBe(7);
  expect(knownContext({ graph, catalogue, nodeId: "shape" }, value, () => undefined).value).toBeUndefined();
});

test("a branch that was not taken left nothing", () => {
  const graph = graphOf({ ask, shape }, [["ask.order", "shape.value"]]);
  const stepOf = steps({ ask: { output: {} }, shape: { input: { value: "old" } } });
  expect(knownContext({ graph, catalogue, nodeId: "shape" }, value, stepOf).value).toBeUndefined();
});

test("what is declared is known before anything ran: the fields of Structured output, the parts of a chunk", () => {
  const read = { type: "structured-output", version: 1, config: {} };
  const graph = graphOf({ read, shape }, [["read.json", "shape.value"]]);
  const known = knownContext({ graph, catalogue, nodeId: "shape" }, value, () => undefined);
  expect(known.schema).toMatchObject({ properties: { title: { type: "string" } } });
  const find = { type: "retriever", version: 1, config: {} };
  const found = graphOf({ find, shape }, [["find.documents", "shape.value"]]);
  expect(knownContext({ graph: found, catalogue, nodeId: "shape" }, value, () => undefined).schema).toMatchObject({
    type: "array",
    items: { properties: { text: { type: "string" } } },
  });
});

test("a loop's condition reads the outputs of the round, without what the node adds", () => {
  const pipeline = { id: "p", name: "P", inputs: [], outputs: [{ name: "score", kind: "number" }] };
  const graph = graphOf({ again: { type: "loop", version: 1, config: { pipeline, until: "score > 1" } } }, []);
  const stepOf = steps({ again: { output: { score: 2, rounds: 3, reached: true } } });
  const known = knownContext({ graph, catalogue, nodeId: "again" }, { reads: "round" }, stepOf);
  expect(known.value).toEqual({ score: 2 });
  expect(known.schema).toMatchObject({ properties: { score: { type: "number" } } });
});

test("every setting that is drawn as code or template says what it reads, and its input and output are there", () => {
  for (const manifest of catalogue.values()) {
    const properties = Object.entries(Object(manifest.config.properties));
    for (const [name, property] of properties) {
      const { widget, expression } = Object(property);
      expect(widget === "code" || widget === "template", `${manifest.type}.${name}`).toBe(expression !== undefined);
    }
    for (const { expression } of expressionsOf(manifest, { config: {} })) {
      if (typeof expression.reads === "object") expect(manifest.inputs).toHaveProperty(expression.reads.input);
      if (expression.gives !== undefined) expect(manifest.outputs).toHaveProperty(expression.gives);
    }
  }
});

test("a node that is pinned or disabled evaluates nothing", () => {
  const manifest = catalogue.get("transform");
  if (!manifest) throw new Error("there is no Transform");
  expect(expressionsOf(manifest, { config: { expression: "a" } })).toMatchObject([{ title: "Expression", text: "a" }]);
  expect(expressionsOf(manifest, { config: {}, disabled: true })).toEqual([]);
  expect(expressionsOf(manifest, { config: {}, pinned: {} })).toEqual([]);
});
