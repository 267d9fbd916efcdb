import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Graph } from "../graph/graph.ts";
import type { Manifest } from "../node-types/manifest.ts";
import type { Values } from "../run.ts";
import { type PastStep, planReuse } from "./reuse.ts";

const base = { version: 1, summary: "", category: "logic" as const, icon: "box" as const, keywords: [], config: {} };
const catalogue = new Map<string, Manifest>([
  [
    "input",
    {
      ...base,
      type: "input",
      title: "Input",
      effect: "pure",
      role: "run-input",
      inputs: {},
      outputs: {},
      derived: [{ from: "fields", side: "outputs", setting: "fields" }],
      defaults: {},
    },
  ],
  [
    "step",
    {
      ...base,
      type: "step",
      title: "Step",
      effect: "costly",
      inputs: { one: { kind: "any", optional: true }, many: { kind: "any", optional: true, multiple: true } },
      outputs: { out: { kind: "any" } },
      derived: [],
      defaults: {},
    },
  ],
]);

type Pair = [from: string, to: string];

function graph(nodes: Record<string, object>, pairs: readonly Pair[], prefix = "e"): Graph {
  const end = (text: string) => ({ node: text.split(".")[0], port: text.split(".")[1] });
  const edges = pairs.map(([from, to], index) => ({ id: `${prefix}${index}`, from: end(from), to: end(to) }));
  const full = Object.entries(nodes).map(([id, node]) => [id, { type: "step", version: 1, ...node }]);
  return Graph.parse({ nodes: Object.fromEntries(full), edges });
}

const fields = (...names: string[]) => ({
  type: "input",
  config: { fields: names.map((name) => ({ name, kind: "text" })) },
});
const chain = graph({ in: fields("x", "y"), a: {}, b: {}, c: {}, side: {} }, [
  ["in.x", "a.one"],
  ["a.out", "b.one"],
  ["b.out", "c.one"],
  ["in.y", "side.one"],
]);
const ok: PastStep = { status: "succeeded", hasOutput: true };
const steps = (statuses: Record<string, PastStep["status"]>) =>
  new Map<string, PastStep>(
    Object.entries(statuses).map(([id, status]) => [id, { status, hasOutput: status === "succeeded" }]),
  );
const all = (of: Graph) => new Map(Object.keys(of.nodes).map((id) => [id, ok]));
const input = { x: "1", y: "2" };
const past = { graph: chain, input, steps: all(chain) };

describe("what a new run takes over", () => {
  test("from a run that failed: whatever had ended before", () => {
    const failed = { ...past, steps: steps({ in: "succeeded", a: "succeeded", side: "succeeded", b: "failed" }) };
    expect(planReuse(failed, { graph: chain, input }, catalogue)).toEqual({
      done: ["in", "a", "side"],
      begun: ["b"],
      skipped: [],
      anew: [
        { nodeId: "b", reason: "unfinished" },
        { nodeId: "c", reason: "before" },
      ],
    });
  });

  test("with one edited input: what does not hang on it", () => {
    const reuse = planReuse(past, { graph: chain, input: { ...input, y: "3" } }, catalogue);
    expect(reuse.done).toEqual(["a", "b", "c"]);
    expect(reuse.anew).toEqual([
      { nodeId: "in", reason: "input" },
      { nodeId: "side", reason: "input" },
    ]);
  });

  test("when the Input node has got another field: everything behind the old ones", () => {
    const more = { ...chain, nodes: { ...chain.nodes, in: { ...chain.nodes.in!, ...fields("x", "y", "z") } } };
    const reuse = planReuse(past, { graph: more, input: { ...input, z: "" } }, catalogue);
    expect(reuse).toMatchObject({ done: ["a", "b", "c", "side"], anew: [{ nodeId: "in", reason: "changed" }] });
  });

  test("from here: nothing of that node and of what follows it", () => {
    const reuse = planReuse(past, { graph: chain, input, from: "b" }, catalogue);
    expect(reuse.done).toEqual(["in", "a", "side"]);
    expect(reuse.anew).toEqual([
      { nodeId: "b", reason: "chosen" },
      { nodeId: "c", reason: "before" },
    ]);
    expect(planReuse(past, { graph: chain, input, from: "in" }, catalogue).done).toEqual([]);
  });

  test("a failure that its node had an answer for counts as an end, as long as the answer is the same", () => {
    const answered = graph({ a: { onError: { action: "port" } } }, []);
    const otherwise = graph({ a: { onError: { action: "default", outputs: { out: 1 } } } }, []);
    const was = { graph: answered, input: {}, steps: new Map([["a", { status: "failed" as const, hasOutput: true }]]) };
    expect(planReuse(was, { graph: answered, input: {} }, catalogue).done).toEqual(["a"]);
    expect(planReuse(was, { graph: otherwise, input: {} }, catalogue).anew).toEqual([
      { nodeId: "a", reason: "changed" },
    ]);
  });

  test("what followed a skipped step stands; a lost value and a step in doubt do not", () => {
    const was = steps({ in: "succeeded", a: "skipped", b: "succeeded", c: "in_doubt" });
    was.set("side", { ...ok, isLost: true });
    expect(planReuse({ ...past, steps: was }, { graph: chain, input }, catalogue)).toEqual({
      done: ["in", "b"],
      begun: ["c"],
      skipped: ["a"],
      anew: [
        { nodeId: "c", reason: "unfinished" },
        { nodeId: "side", reason: "lost" },
      ],
    });
  });
});

/** Nodes by number; each hangs on nodes before it or on the run's input. */
const spec = fc.record({
  config: fc.integer({ min: 0, max: 2 }),
  one: fc.option(fc.nat(30)),
  many: fc.array(fc.nat(30), { maxLength: 3 }),
  disabled: fc.boolean(),
});
type Spec = typeof spec extends fc.Arbitrary<infer T> ? T : never;
const specs = fc.array(spec, { minLength: 1, maxLength: 12 });
const inputs = fc.record({ x: fc.constantFrom("1", "2"), y: fc.constantFrom("1", "2") });

function make(list: readonly Spec[], { title = "", prefix = "e" } = {}): Graph {
  const nodes: Record<string, object> = { in: { ...fields("x", "y"), title } };
  const pairs: Pair[] = [];
  const source = (pick: number, before: number) => {
    const place = pick % (before + 2);
    return place === 0 ? "in.x" : place === 1 ? "in.y" : `n${place - 2}.out`;
  };
  for (const [index, { config, one, many, disabled }] of list.entries()) {
    nodes[`n${index}`] = { config: { config }, title, ...(disabled ? { disabled } : {}) };
    if (one !== null) pairs.push([source(one, index), `n${index}.one`]);
    for (const pick of many) pairs.push([source(pick, index), `n${index}.many`]);
  }
  return graph(nodes, pairs, prefix);
}

/** What a run of pure functions would give: everything a result was made from, written out. */
function values(of: Graph, given: Values): Map<string, string> {
  const known = new Map<string, string>();
  const resultOf = (id: string): string => {
    const found = known.get(id);
    if (found !== undefined) return found;
    const { type, config, disabled } = of.nodes[id]!;
    const read = (port: string) =>
      of.edges
        .filter(({ to }) => to.node === id && to.port === port)
        .map(({ from }) => (from.node === "in" ? given[from.port] : resultOf(from.node)));
    const own = type === "input" ? given : [read("one"), read("many")];
    const value = JSON.stringify([type, config, disabled ?? false, own]);
    known.set(id, value);
    return value;
  };
  for (const id of Object.keys(of.nodes)) resultOf(id);
  return known;
}

describe("whatever the two graphs", () => {
  test("a result is taken over only where running anew would give the same", () => {
    const runs = fc.record({ first: specs, other: specs, mix: fc.array(fc.boolean()), was: inputs, is: inputs });
    fc.assert(
      fc.property(runs, ({ first, other, mix, was, is }) => {
        // Mostly the same graph, with some nodes exchanged for others.
        const next = first.map((one, index) => (mix[index] ? (other[index] ?? one) : one));
        const [before, after] = [make(first), make(next)];
        const reuse = planReuse(
          { graph: before, input: was, steps: all(before) },
          { graph: after, input: is },
          catalogue,
        );
        const [old, fresh] = [values(before, was), values(after, is)];
        for (const id of reuse.done) expect(old.get(id), id).toBe(fresh.get(id));
        expect(reuse.done.length + reuse.anew.length).toBe(next.length + 1);
      }),
      { numRuns: 500 },
    );
  });

  test("everything is taken over when only names, places and ids of edges differ", () => {
    fc.assert(
      fc.property(specs, inputs, (list, given) => {
        const [before, after] = [make(list), make(list, { title: "Other", prefix: "w" })];
        const was = { graph: before, input: given, steps: all(before) };
        expect(planReuse(was, { graph: after, input: given }, catalogue).anew).toEqual([]);
      }),
    );
  });

  test("from a node on, exactly it and what hangs on it runs anew; nothing stands behind what does not", () => {
    fc.assert(
      fc.property(specs, inputs, fc.nat(), (list, given, pick) => {
        const it = make(list);
        const from = `n${pick % list.length}`;
        const was = { graph: it, input: given, steps: all(it) };
        const { anew } = planReuse(was, { graph: it, input: given, from }, catalogue);
        expect(new Set(anew.map(({ nodeId }) => nodeId))).toEqual(downstreamOf(it, from));
      }),
    );
  });
});

function downstreamOf(of: Graph, from: string): Set<string> {
  const found = new Set([from]);
  for (let size = 0; size !== found.size; ) {
    size = found.size;
    for (const edge of of.edges) if (found.has(edge.from.node)) found.add(edge.to.node);
  }
  return found;
}
