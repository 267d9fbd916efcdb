/** Random plans for property tests: nodes only point forward, some outputs are not taken, some nodes fail or are off. */
import fc from "fast-check";
import type { Graph } from "../../../lib/graph/graph.ts";
import { makePlan, type Plan } from "../../../lib/graph/plan.ts";
import type { Manifest } from "../../../lib/node-types/manifest.ts";
import { graphOf } from "../fixtures.ts";

const base = {
  version: 1,
  summary: "",
  category: "logic" as const,
  icon: "box" as const,
  keywords: [],
  derived: [],
  config: {},
  defaults: {},
};

const ports: Pick<Manifest, "inputs" | "outputs"> = {
  inputs: {
    need: { kind: "any", optional: false },
    may: { kind: "any", optional: true },
    many: { kind: "any", optional: true, multiple: true },
  },
  outputs: { a: { kind: "any" }, b: { kind: "any" } },
};

export const catalogue = new Map<string, Manifest>([
  ["root", { ...base, type: "root", title: "Root", effect: "pure", inputs: {}, outputs: ports.outputs }],
  ["pure", { ...base, ...ports, type: "pure", title: "Pure", effect: "pure" }],
  ["costly", { ...base, ...ports, type: "costly", title: "Costly", effect: "costly" }],
  ["effect", { ...base, ...ports, type: "effect", title: "Effect", effect: "effect" }],
]);

export type Shape = {
  plan: Plan;
  graph: Graph;
  takes: ReadonlyMap<string, readonly ("a" | "b")[]>;
  fails: ReadonlyMap<string, number>;
};

const node = fc.record({
  type: fc.constantFrom("pure", "pure", "costly", "effect"),
  need: fc.nat(),
  needPort: fc.constantFrom("a", "b"),
  may: fc.option(fc.nat()),
  many: fc.array(fc.nat(), { maxLength: 4 }),
  takes: fc.constantFrom(["a", "b"] as const, ["a"] as const, ["b"] as const, [] as const),
  disabled: fc.integer({ min: 0, max: 9 }).map((n) => n === 0),
  /** How often it fails before it answers. */
  fails: fc.constantFrom(0, 0, 0, 0, 1, 2),
});

export const shapes: fc.Arbitrary<Shape> = fc
  .tuple(fc.integer({ min: 1, max: 4 }), fc.array(node, { minLength: 1, maxLength: 25 }))
  .map(([roots, specs]) => {
    const names = [
      ...Array.from({ length: roots }, (_, index) => `r${index}`),
      ...specs.map((_, index) => `n${index}`),
    ];
    const nodes: Record<string, [string, object, object]> = {};
    for (const name of names.slice(0, roots)) nodes[name] = ["root", {}, {}];
    const edges: string[] = [];
    for (const [index, spec] of specs.entries()) {
      const before = roots + index;
      const name = `n${index}`;
      nodes[name] = [spec.type, {}, { disabled: spec.disabled, retry: { attempts: 3, delay: 0.001 } }];
      edges.push(`${names[spec.need % before]}.${spec.needPort} > ${name}.need`);
      if (spec.may !== null) edges.push(`${names[spec.may % before]}.a > ${name}.may`);
      for (const many of spec.many) edges.push(`${names[many % before]}.b > ${name}.many`);
    }
    const graph = graphOf(nodes, edges);
    const takes = new Map(specs.map((spec, index) => [`n${index}`, spec.takes]));
    const fails = new Map(specs.map((spec, index) => [`n${index}`, spec.fails]));
    return { plan: makePlan(graph, catalogue), graph, takes, fails };
  });
