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
