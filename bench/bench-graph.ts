/** The pipeline that is measured: five nodes, three of them JSONata. */
export const benchGraph = {
  schema: 1,
  nodes: {
    in: { type: "input", version: 1, config: { fields: [{ name: "order", kind: "json" }] } },
    pick: { type: "transform", version: 1, config: { expression: "items[price > 10]" } },
    sum: { type: "transform", version: 1, config: { expression: "$sum(price)" } },
    words: { type: "transform", version: 1, config: { expression: '"Total " & $string($)' } },
    out: { type: "output", version: 1, config: { fields: [{ name: "answer", kind: "any" }] } },
  },
  edges: [
    ["in", "order", "pick", "value"],
    ["pick", "result", "sum", "value"],
    ["sum", "result", "words", "value"],
    ["words", "result", "out", "answer"],
  ].map(([from, output, to, input], index) => ({
    id: `e${index}`,
    from: { node: from, port: output },
    to: { node: to, port: input },
  })),
};
export const benchInputs = { order: { items: [{ price: 5 }, { price: 20 }, { price: 22 }] } };

/** Transforms one after the other; those of the default expression count. */
export function chainOf(length: number, expression = "$ + 1") {
  const counts = Array.from({ length: length - 2 }, (_, index) => `t${index}`);
  const fields = [{ name: "n", kind: "any" }];
  const names = ["in", ...counts, "out"];
  const count = { type: "transform", version: 1, config: { expression } };
  return {
    schema: 1,
    nodes: {
      in: { type: "input", version: 1, config: { fields } },
      ...Object.fromEntries(counts.map((name) => [name, count])),
      out: { type: "output", version: 1, config: { fields: [{ name: "n", kind: "any" }] } },
    },
    edges: names.slice(1).map((name, index) => ({
      id: `e${index}`,
      from: { node: names[index], port: index === 0 ? "n" : "result" },
      to: { node: name, port: name === "out" ? "n" : "value" },
    })),
  };
}

/** A Map over the run's list, whose body is a saved chain; it answers the number of items. */
export function mapOver(pipelineId: string, settings: object = {}) {
  const fields = (name: string, kind: string) => [{ name, kind }];
  const pipeline = { id: pipelineId, name: "Body", inputs: fields("n", "any"), outputs: fields("n", "any") };
  return {
    schema: 1,
    nodes: {
      in: { type: "input", version: 1, config: { fields: fields("list", "json") } },
      map: { type: "map", version: 1, config: { pipeline, ...settings } },
      out: { type: "output", version: 1, config: { fields: fields("count", "number") } },
    },
    edges: [
      { id: "e1", from: { node: "in", port: "list" }, to: { node: "map", port: "items" } },
      { id: "e2", from: { node: "map", port: "count" }, to: { node: "out", port: "count" } },
    ],
  };
}
