/** The scheduler alone: microseconds a node for plain functions, without database or broker. */

import { execute } from "../../engine/scheduler/execute.ts";
import { Graph } from "../../lib/graph/graph.ts";
import { makePlan } from "../../lib/graph/plan.ts";
import type { Manifest } from "../../lib/node-types/manifest.ts";
import { round, summarise } from "../statistics.ts";

const manifest: Manifest = {
  type: "f",
  version: 1,
  title: "F",
  summary: "",
  category: "logic",
  effect: "pure",
  icon: "box",
  keywords: [],
  derived: [],
  config: {},
  defaults: {},
  inputs: { x: { kind: "json", optional: true, multiple: true } },
  outputs: { y: { kind: "json" } },
};
const catalogue = new Map([["f", manifest]]);

const chain = (length: number) => shape(length, (index) => (index === 0 ? [] : [index - 1]));
const fan = (width: number) =>
  shape(width + 2, (index) =>
    index === 0 ? [] : index <= width ? [0] : Array.from({ length: width }, (_, n) => n + 1),
  );

function shape(count: number, sources: (index: number) => number[]) {
  const names = Array.from({ length: count }, (_, index) => `n${index}`);
  const edges = names.flatMap((name, index) =>
    sources(index).map((from) => ({ from: { node: `n${from}`, port: "y" }, to: { node: name, port: "x" } })),
  );
  const nodes = Object.fromEntries(names.map((name) => [name, { type: "f", version: 1 }]));
  return makePlan(Graph.parse({ nodes, edges: edges.map((edge, index) => ({ id: `e${index}`, ...edge })) }), catalogue);
}

export async function benchScheduler(): Promise<Record<string, unknown>[]> {
  const rows: Record<string, unknown>[] = [];
  for (const [name, plan] of [
    ["chain of 100", chain(100)],
    ["1→50→1", fan(50)],
    ["chain of 1,000", chain(1000)],
  ] as const) {
    for (const kind of ["plain", "async"] as const) {
      const times: number[] = [];
      const answer = { y: 1 };
      const invoke = kind === "plain" ? () => answer : async () => answer;
      for (let round = 0; round < 300; round += 1) {
        const began = performance.now();
        await execute({
          plan,
          input: {},
          completed: new Map(),
          invoke,
          durable: async () => {},
          emit: () => {},
          keyOf: (at) => at.path,
          clock: { now: () => performance.now(), setTimer },
          random: Math.random,
          signal: new AbortController().signal,
          limits: { parallel: 100, runMs: 60_000, attemptMs: 60_000 },
        });
        if (round >= 100) times.push(((performance.now() - began) * 1000) / plan.nodes.length);
      }
      const { p50, p95, min } = summarise(times);
      rows.push({
        bench: `scheduler, ${name}, ${kind} functions`,
        "p50 µs/node": round(p50),
        "p95 µs/node": round(p95),
        "min µs/node": round(min),
      });
    }
  }
  return rows;
}

function setTimer(ms: number, fire: () => void): () => void {
  const timer = setTimeout(fire, ms);
  return () => clearTimeout(timer);
}
