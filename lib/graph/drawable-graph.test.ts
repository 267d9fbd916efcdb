import fc from "fast-check";
import { expect, test } from "vitest";
import type { Json } from "../values/json.ts";
import { drawableGraph } from "./drawable-graph.ts";
import { Graph } from "./graph.ts";

/** What comes through a door: the field `__proto__`, which zod would drop, is refused there (server/http/json-body.ts). */
const json = fc
  .jsonValue({ maxDepth: 2 })
  .filter((value) => !JSON.stringify(value).includes('"__proto__"')) as fc.Arbitrary<Json>;
const id = fc.constantFrom("a", "b", "c");
/** Mostly what belongs here, now and then anything. */
const often = (value: fc.Arbitrary<Json>) => fc.oneof({ weight: 30, arbitrary: value }, { weight: 1, arbitrary: json });
const number = often(fc.constantFrom(1, 100, 250));
const text = often(fc.constantFrom("", "one", "two"));
const map = (value: fc.Arbitrary<Json>) => often(fc.dictionary(id, value, { maxKeys: 2, noNullPrototype: true }));
const fields = (shape: Record<string, fc.Arbitrary<Json>>, requiredKeys: string[]) =>
  often(fc.record(shape, { requiredKeys, noNullPrototype: true }) as fc.Arbitrary<Json>);

const end = fields({ node: id, port: id }, ["node", "port"]);
const graph = fc.record(
  {
    schema: often(fc.constant(1)),
    nodes: map(fields({ type: id, version: fc.constant(1), config: map(json), title: text }, ["type", "version"])),
    edges: often(fc.array(fields({ id, from: end, to: end }, ["id", "from", "to"]), { maxLength: 1 })),
    layout: fields(
      {
        positions: map(fields({ x: number, y: number }, ["x", "y"])),
        groups: map(fields({ title: text, nodes: often(fc.array(id)) }, ["nodes"])),
        notes: map(fields({ x: number, y: number, width: number, height: number, text }, ["x", "y"])),
      },
      [],
    ),
  },
  { requiredKeys: ["nodes"], noNullPrototype: true },
) as fc.Arbitrary<{ [key: string]: Json }>;

test("whatever is a graph by its schema is drawn as that graph", () => {
  let graphs = 0;
  fc.assert(
    fc.property(graph, (stored) => {
      const parsed = Graph.safeParse(stored).data;
      const drawn = drawableGraph(stored);
      if (!parsed) return;
      graphs += 1;
      expect(drawn).toEqual(parsed);
    }),
    { numRuns: 2000 },
  );
  expect(graphs).toBeGreaterThan(200);
});

test("what cannot be drawn is no graph", () => {
  const node = { type: "x", version: 1, config: {} };
  for (const broken of [
    {},
    { nodes: [] },
    { nodes: { a: { type: "x" } } },
    { nodes: { a: node }, edges: [{ id: "e" }] },
    { nodes: { a: node }, layout: { positions: { a: { x: "1", y: 2 } } } },
    { nodes: { a: node }, layout: { notes: { n: { x: 1 } } } },
    { nodes: { a: node }, schema: 2 },
  ]) {
    expect(drawableGraph(broken), JSON.stringify(broken)).toBeUndefined();
  }
});
