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

const items = [{ price: 5 }, { price: 20 }, { price: 22 }];
/** Of so many keys; the events of one follow each other. */
const keys = 1000;

export const liveEvent = (n: number) => ({ key: `user-${(n * 7919) % keys}`, value: { n, items } });
