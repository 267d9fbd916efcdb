import { errorPort, Graph } from "../../lib/graph/graph.ts";
import type { PlanNode } from "../../lib/graph/plan.ts";
import type { Json } from "../../lib/values/json.ts";

/** The graph of a child run: the node itself between an Input and an Output that have its ports as their fields. */
export function childGraph(node: PlanNode, config: Record<string, Json>): Graph {
  const ins = node.inputs.map(({ port, kind, isRequired }) => ({ name: port, kind, optional: !isRequired }));
  const outs = node.outputs.flatMap(({ port, kind }) =>
    port === errorPort ? [] : [{ name: port, kind, optional: true }],
  );
  const edges = [
    ...ins.map(({ name }) => ({ from: { node: "in", port: name }, to: { node: "part", port: name } })),
    ...outs.map(({ name }) => ({ from: { node: "part", port: name }, to: { node: "out", port: name } })),
  ];
  const budget = node.budget === undefined ? {} : { budget: node.budget };
  return Graph.parse({
    nodes: {
      in: { type: "input", version: 1, config: { fields: ins } },
      part: {
        type: node.type,
        version: node.version,
        title: node.title,
        config: { ...node.config, ...config },
        ...budget,
      },
      out: { type: "output", version: 1, config: { fields: outs } },
    },
    edges: edges.map((edge, index) => ({ id: `e${index}`, ...edge })),
    layout: { positions: { in: { x: 0, y: 0 }, part: { x: 320, y: 0 }, out: { x: 640, y: 0 } } },
  });
}
