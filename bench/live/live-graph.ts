/** Five nodes: an event of a topic, three expressions, and the output. */
export function liveGraph(topic: string) {
  const settings = { topic, concurrency: 500 };
  return {
    schema: 1,
    nodes: {
      event: { type: "topic-trigger", version: 1, config: settings },
      pick: { type: "transform", version: 1, config: { expression: "items[price > 10]" } },
      sum: { type: "transform", version: 1, config: { expression: "$sum(price)" } },
      words: { type: "transform", version: 1, config: { expression: '"Total " & $string($)' } },
      out: { type: "output", version: 1, config: { fields: [{ name: "answer", kind: "any" }] } },
    },
    edges: [
      ["event", "value", "pick", "value"],
      ["pick", "result", "sum", "value"],
      ["sum", "result", "words", "value"],
      ["words", "result", "out", "answer"],
    ].map(([from, output, to, input], index) => ({
      id: `e${index}`,
      from: { node: from, port: output },
      to: { node: to, port: input },
    })),
  };
}

/** One run for a batch of events: what all of them sum up to. */
export function batchGraph(topic: string, batchSize: number) {
  const settings = { topic, start: "earliest", per: "batch", batchSize, batchWindowMs: 100 };
  const edge = (id: string, [node, port]: [string, string], to: { node: string; port: string }) => ({
    ...{ id, from: { node, port }, to },
  });
  return {
    schema: 1,
    nodes: {
      events: { type: "topic-trigger", version: 1, config: settings },
      sum: { type: "transform", version: 1, config: { expression: "$sum(value.items.price)" } },
      out: { type: "output", version: 1, config: { fields: [{ name: "answer", kind: "any" }] } },
    },
    edges: [
      edge("e0", ["events", "events"], { node: "sum", port: "value" }),
      edge("e1", ["sum", "result"], { node: "out", port: "answer" }),
    ],
  };
}

const items = [{ price: 5 }, { price: 20 }, { price: 22 }];
/** Of so many keys; the events of one follow each other. */
const keys = 1000;

export const liveEvent = (n: number) => ({ key: `user-${(n * 7919) % keys}`, value: { n, items } });
