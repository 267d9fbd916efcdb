import { expect, test } from "vitest";
import { Graph } from "../../lib/graph/graph.ts";
import { makePlan, type Plan } from "../../lib/graph/plan.ts";
import type { Catalogue, Manifest } from "../../lib/node-types/manifest.ts";
import { openLog } from "../../platform/log.ts";
import { makeSplitting } from "./splitting.ts";

const manifest = (type: string, more: Partial<Manifest> = {}): [string, Manifest] => {
  const texts = { type, version: 1, title: type, summary: "", keywords: [] };
  const looks = { category: "logic", effect: "pure", icon: "box" } as const;
  return [type, { ...texts, ...looks, inputs: {}, outputs: {}, derived: [], config: {}, defaults: {}, ...more }];
};
const catalogue: Catalogue = new Map([
  manifest("f"),
  manifest("wait", { waits: true }),
  manifest("call", { effect: "costly" }),
  manifest("map", { body: "pipeline" }),
]);
const log = openLog("silent", "test");

type Setting = { type: string; disabled?: boolean; body?: Plan };

function plan(...nodes: readonly Setting[]): Plan {
  const pipeline = { id: "p", version: null, name: "Body", inputs: [], outputs: [] };
  const named = nodes.map(({ body: _, ...node }, at) => [`n${at}`, { version: 1, config: { pipeline }, ...node }]);
  const bodies = nodes.flatMap(({ body }, at): [string, Plan][] => (body ? [[`n${at}`, body]] : []));
  return makePlan(Graph.parse({ nodes: Object.fromEntries(named), edges: [] }), catalogue, new Map(bodies));
}

/** The Map node around a body. */
function mapOver(body: Plan) {
  const [node] = plan({ type: "map", body }).nodes;
  if (!node) throw new Error("the plan is empty");
  return node;
}

const functions = (count: number) => plan(...Array.from({ length: count }, () => ({ type: "f" })));
const computing = (count: number) => mapOver(functions(count));
const among = (others: number) => makeSplitting({ otherWorkers: async () => others, log });

test("a body that only computes is never split on the only worker, however long the list", async () => {
  const splitting = among(0);
  for (const nodes of [1, 5, 1500])
    for (const items of [200, 10_000, 100_000])
      expect(await splitting.isFaster(computing(nodes), { items, perChild: 25 })).toBe(false);
});

test("beside others it is split when there is more to compute than the child runs cost", async () => {
  const list = (items: number) => ({ items, perChild: 25 });
  expect(await among(1).isFaster(computing(3), list(200))).toBe(false);
  expect(await among(1).isFaster(computing(3), list(100_000)), "a child run costs more than 25 small items").toBe(
    false,
  );
  expect(await among(3).isFaster(computing(500), list(200))).toBe(true);
  expect(await among(1).isFaster(computing(500), list(3))).toBe(false);
  const nested = mapOver(plan({ type: "map", body: functions(200) }));
  expect(await among(1).isFaster(nested, list(200)), "a body inside runs several times").toBe(true);
});

test("what an item has taken counts more than what its nodes are expected to take", async () => {
  const splitting = among(1);
  const [quick, slow] = [computing(500), computing(3)];
  splitting.measured(quick, 1000, 20);
  splitting.measured(slow, 10, 200);
  splitting.measured(slow, 0, 5);
  const list = { items: 1000, perChild: 25 };
  expect(await splitting.isFaster(quick, list)).toBe(false);
  expect(await splitting.isFaster(slow, list)).toBe(true);
});

test("a body that waits for something is split on the only worker too, at any depth", async () => {
  const list = { items: 200, perChild: 25 };
  for (const type of ["wait", "call"]) {
    const body = plan({ type: "f" }, { type });
    expect(await among(0).isFaster(mapOver(body), list)).toBe(true);
    expect(await among(0).isFaster(mapOver(plan({ type: "map", body })), list)).toBe(true);
  }
  const off = mapOver(plan({ type: "f" }, { type: "wait", disabled: true }));
  expect(await among(0).isFaster(off, list), "a node that is switched off waits for nothing").toBe(false);
});

test("where the other workers cannot be read the list stays here", async () => {
  const otherWorkers = () => Promise.reject(new Error("the database is away"));
  expect(await makeSplitting({ otherWorkers, log }).isFaster(computing(1500), { items: 1000, perChild: 25 })).toBe(
    false,
  );
});
