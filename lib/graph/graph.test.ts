import { describe, expect, test } from "vitest";
import { Graph, nodeAt } from "./graph.ts";

const minimal = { nodes: { a: { type: "input", version: 1 } } };

describe("a graph", () => {
  test("needs only nodes; the rest has defaults", () => {
    expect(Graph.parse(minimal)).toEqual({
      schema: 1,
      nodes: { a: { type: "input", version: 1, config: {} } },
      edges: [],
      layout: { positions: {}, groups: {}, notes: {} },
    });
  });

  test("parsing what was parsed changes nothing", () => {
    const graph = Graph.parse({ ...minimal, layout: { notes: { n: { x: 1, y: 2, text: "hi" } } } });
    expect(JSON.stringify(Graph.parse(graph))).toBe(JSON.stringify(graph));
  });

  test("refuses unknown keys, so that nothing is lost silently", () => {
    expect(Graph.safeParse({ ...minimal, extra: 1 }).success).toBe(false);
    expect(Graph.safeParse({ nodes: { a: { type: "input", version: 1, secret: "x" } } }).success).toBe(false);
  });

  test("refuses ids that could name an inherited property", () => {
    const hostile = JSON.parse('{"nodes":{"__proto__":{"type":"input","version":1}}}');
    const parsed = Graph.safeParse(hostile);
    expect(parsed.success && Object.keys(parsed.data.nodes).length).not.toBe(1);
    expect(nodeAt(Graph.parse(minimal), "constructor")).toBeUndefined();
  });

  test("says so when it is too large", () => {
    const nodes = Object.fromEntries(
      Array.from({ length: 2001 }, (_, index) => [`n${index}`, { type: "input", version: 1 }]),
    );
    const result = Graph.safeParse({ nodes });
    expect(result.error?.issues[0]?.message).toMatch(/at most 2,000 nodes; this one has 2,001/);
  });

  test("refuses two edges with one id", () => {
    const edge = { id: "e", from: { node: "a", port: "x" }, to: { node: "a", port: "y" } };
    expect(Graph.safeParse({ ...minimal, edges: [edge, edge] }).error?.issues[0]?.message).toMatch(/share the id e/);
  });
});
