import { expect, test } from "vitest";
import { Graph, positionOf } from "../../../lib/graph/graph.ts";
import { makeCatalogue } from "../../../nodes/catalogue.ts";
import { nodeTypes } from "../../../nodes/index.ts";
import { examples } from "../../../server/examples/examples.ts";
import { templates } from "../../../server/templates/templates.ts";
import { toElk } from "../tidy/elk-graph.ts";
import { nodeSize, nodeSpace } from "./geometry.ts";
import { withPositions } from "./with-positions.ts";

const catalogue = makeCatalogue(nodeTypes);
const ids = { handbook: "handbook", books: "books", "judge-a-review": { id: "judge", version: null, name: "Judge" } };
const known = [...templates, ...examples.map((example) => ({ key: example.key, graph: example.graph(ids) }))];

test.each(known)("in $key no answer hangs over another card", ({ graph: written }) => {
  const graph = withPositions(Graph.parse(written), catalogue);
  const boxes = Object.keys(graph.nodes).map((id) => ({
    ...{ id, ...positionOf(graph, id), ...nodeSize(graph, catalogue, id) },
    below: nodeSpace(graph, catalogue, id).below,
  }));
  const covered = boxes.flatMap((model) =>
    boxes
      .filter(({ id, x, y }) => id !== model.id && Math.abs(x - model.x) < model.width && y > model.y)
      .filter(({ y }) => y < model.y + model.height + model.below)
      .map(({ id }) => `${model.id} over ${id}`),
  );
  expect(covered).toEqual([]);
});

test("tidying leaves room for answers too", () => {
  const graph = Graph.parse({
    nodes: {
      ask: { type: "prompt", version: 1, config: { template: "x" } },
      answer: { type: "chat-model", version: 1, config: {} },
    },
    edges: [],
  });
  const heights = new Map(
    toElk(graph, catalogue, new Set(["ask", "answer"])).children?.map(({ id, height }) => [id, height]),
  );
  expect(heights.get("ask")).toBe(nodeSize(graph, catalogue, "ask").height);
  expect(heights.get("answer")).toBeGreaterThan(nodeSize(graph, catalogue, "answer").height + 60);
});
