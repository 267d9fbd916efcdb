/** What the picture shows of a body that is drawn open, and of those that are open in it. */

import { bodyAt } from "../../../lib/edit/bodies.ts";
import { type Graph, nodeAt, positionOf } from "../../../lib/graph/graph.ts";
import { titleOf } from "../../../lib/graph/node-titles.ts";
import type { Catalogue } from "../../../lib/node-types/manifest.ts";
import { cardPorts, frameCorner, frameOf, nodeSize, portY } from "../../editor/layout/geometry.ts";
import { categoryToken } from "../../ui/text/category-color.ts";
import type { Line, OpenBody } from "./painter.ts";

export function openBodyOf(graph: Graph, catalogue: Catalogue, id: string): OpenBody | undefined {
  const frame = frameOf(graph, id);
  const body = frame && bodyAt(graph, catalogue, id);
  if (!frame || !body) return undefined;
  return {
    frame,
    corner: frameCorner(cardPorts(graph, catalogue, id)),
    blocks: Object.entries(body.nodes).map(([inner, { type }]) => ({
      ...positionOf(body, inner),
      ...nodeSize(body, catalogue, inner),
      title: titleOf(body, catalogue, inner),
      token: categoryToken(catalogue.get(type)?.category),
      body: openBodyOf(body, catalogue, inner),
    })),
    lines: body.edges.flatMap(({ from, to }) => lineOf(body, catalogue, { from, to }) ?? []),
  };
}

function lineOf(body: Graph, catalogue: Catalogue, { from, to }: Pick<Graph["edges"][number], "from" | "to">) {
  if (!nodeAt(body, from.node) || !nodeAt(body, to.node)) return undefined;
  const [outputs, inputs] = [cardPorts(body, catalogue, from.node).outputs, cardPorts(body, catalogue, to.node).inputs];
  const [out, into] = [
    outputs.findIndex(({ name }) => name === from.port),
    inputs.findIndex(({ name }) => name === to.port),
  ];
  const [start, end] = [positionOf(body, from.node), positionOf(body, to.node)];
  const line: Line = {
    from: { x: start.x + nodeSize(body, catalogue, from.node).width, y: start.y + portY(Math.max(0, out)) },
    to: { x: end.x, y: end.y + portY(Math.max(0, into)) },
    token: `kind-${outputs[out]?.spec.kind ?? "any"}`,
  };
  return line;
}
