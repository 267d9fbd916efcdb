/** Random plans with plans inside: boxes run their body several times, some steps wait for time or for a decision. */
import fc from "fast-check";
import { makePlan, type Plan } from "../../../lib/graph/plan.ts";
import type { Manifest } from "../../../lib/node-types/manifest.ts";
import { graphOf } from "../fixtures.ts";

const base = {
  version: 1,
  summary: "",
  category: "logic" as const,
  icon: "box",
  keywords: [],
  derived: [],
  config: {},
  defaults: {},
  inputs: { need: { kind: "any", optional: true, multiple: true } },
  outputs: { a: { kind: "any" } },
} satisfies Partial<Manifest>;

const catalogue = new Map<string, Manifest>(
  [
    { ...base, type: "pure", title: "Pure", effect: "pure" as const },
    { ...base, type: "costly", title: "Costly", effect: "costly" as const },
    { ...base, type: "effect", title: "Effect", effect: "effect" as const, keyed: true },
    { ...base, type: "sleep", title: "Sleep", effect: "pure" as const },
    { ...base, type: "ask", title: "Ask", effect: "pure" as const },
    { ...base, type: "out", title: "Out", effect: "pure" as const, role: "run-output" as const },
    { ...base, type: "box", title: "Box", effect: "pure" as const, body: "pipeline", defaults: { pipeline: {} } },
  ].map((manifest) => [manifest.type, manifest]),
);

export type Nest = { plan: Plan };

type Spec = { type: string; froms: number[]; config: Record<string, number>; inner: Nest | undefined };

const leaf = fc.record({
  type: fc.constantFrom("pure", "pure", "costly", "costly", "effect", "sleep", "ask"),
  froms: fc.array(fc.nat(), { maxLength: 3 }),
  config: fc.record({ ms: fc.constantFrom(0, 1, 60_000), fails: fc.constantFrom(0, 0, 0, 1, 2) }),
  inner: fc.constant(undefined),
});

/** Plans that hold plans, `depth` levels of them. */
export function nests(depth: number): fc.Arbitrary<Nest> {
  const box = fc.record({
    type: fc.constant("box"),
    froms: fc.array(fc.nat(), { maxLength: 3 }),
    config: fc.record({ times: fc.integer({ min: 0, max: 4 }), lanes: fc.integer({ min: 1, max: 3 }) }),
    inner: depth === 0 ? fc.constant(undefined) : nests(depth - 1),
  });
  const node: fc.Arbitrary<Spec> =
    depth === 0 ? leaf : fc.oneof({ weight: 3, arbitrary: leaf }, { weight: 1, arbitrary: box });
  return fc.array(node, { minLength: 1, maxLength: depth === 0 ? 4 : 7 }).map(nestOf);
}

function nestOf(specs: readonly Spec[]): Nest {
  const nodes: Record<string, [string, object, object]> = {};
  const edges: string[] = [];
  const bodies = new Map<string, Plan>();
  for (const [index, { type, froms, config, inner }] of specs.entries()) {
    nodes[`n${index}`] = [type, config, { retry: { attempts: 10, delay: 0 } }];
    if (inner) bodies.set(`n${index}`, inner.plan);
    if (index > 0) for (const from of new Set(froms.map((n) => n % index))) edges.push(`n${from}.a > n${index}.need`);
    edges.push(`n${index}.a > out.need`);
  }
  nodes.out = ["out", {}, {}];
  return { plan: makePlan(graphOf(nodes, edges), catalogue, bodies) };
}
