import { expect, test } from "vitest";
import { checkGraph } from "../../lib/graph/check.ts";
import { Graph } from "../../lib/graph/graph.ts";
import { makeCatalogue } from "../../nodes/catalogue.ts";
import { nodeTypes } from "../../nodes/index.ts";
import { makeCheckConfig } from "../check-config.ts";
import { templates } from "./templates.ts";

test.each(templates.map((template) => [template.key, template] as const))("%s can run as it is", (_key, template) => {
  const graph = Graph.parse(template.graph);
  expect(checkGraph(graph, makeCatalogue(nodeTypes), makeCheckConfig(nodeTypes))).toEqual([]);
  for (const node of Object.values(graph.nodes)) expect(node.title).toBeTruthy();
});

test("keys and names are unique", () => {
  for (const part of ["key", "name"] as const) {
    expect(new Set(templates.map((template) => template[part])).size).toBe(templates.length);
  }
});
