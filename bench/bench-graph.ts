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
