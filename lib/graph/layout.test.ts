import fc from "fast-check";
import { expect, test } from "vitest";
import { emptyGraph, type Graph } from "./graph.ts";
import { layoutGraph, placeNodes } from "./layout.ts";

const size = () => ({ width: 248, height: 100 });

function graphOf(count: number, pairs: readonly (readonly [number, number])[]): Graph {
  const nodes = Object.fromEntries(
    Array.from({ length: count }, (_, index) => [`n${index}`, { type: "x", version: 1, config: {} }]),
  );
  const edges = pairs.map(([from, to], index) => ({
    id: `e${index}`,
    from: { node: `n${from % count}`, port: "out" },
    to: { node: `n${to % count}`, port: "in" },
  }));
  return { ...emptyGraph, nodes, edges };
}

test("a chain runs left to right on one line", () => {
  const positions = layoutGraph(
    graphOf(3, [
      [0, 1],
      [1, 2],
    ]),
    size,
  );
  expect(Object.values(positions).map(({ y }) => y)).toEqual([positions.n0?.y, positions.n0?.y, positions.n0?.y]);
  expect(positions.n0!.x).toBeLessThan(positions.n1!.x);
  expect(positions.n1!.x).toBeLessThan(positions.n2!.x);
});

test("no two nodes overlap, whatever the graph, cycles included", () => {
  const pairs = fc.array(fc.tuple(fc.nat(30), fc.nat(30)), { maxLength: 60 });
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 30 }), pairs, (count, drawn) => {
      const positions = Object.values(layoutGraph(graphOf(count, drawn), size));
      expect(positions).toHaveLength(count);
      for (const [index, a] of positions.entries()) {
        for (const b of positions.slice(index + 1)) {
          expect(Math.abs(a.x - b.x) >= 248 || Math.abs(a.y - b.y) >= 100).toBe(true);
        }
      }
    }),
  );
});

test("positions that exist stay; a node without one comes below", () => {
  const graph = graphOf(2, []);
  const placed = placeNodes({ ...graph, layout: { ...graph.layout, positions: { n0: { x: 5, y: 7 } } } }, size);
  expect(placed.layout.positions.n0).toEqual({ x: 5, y: 7 });
  expect(placed.layout.positions.n1!.y).toBeGreaterThan(107);
});
