import { describe, expect, test } from "vitest";
import type { Manifest } from "../node-types/manifest.ts";
import { assertRunnable } from "./check.ts";
import { Graph } from "./graph.ts";
import { makePlan } from "./plan.ts";

const base = {
  version: 1,
  summary: "",
  category: "data" as const,
  icon: "box" as const,
  keywords: [],
  config: {},
  defaults: {},
};
const catalogue = new Map<string, Manifest>([
  [
    "ask",
    {
      ...base,
      type: "ask",
      title: "Ask",
      effect: "pure",
      derived: [],
      inputs: {},
      outputs: { text: { kind: "text" } },
    },
  ],
  [
    "model",
    {
      ...base,
      type: "model",
      title: "Model",
      effect: "costly",
      derived: [{ from: "template", side: "inputs", setting: "template", kind: "json" }],
      inputs: { more: { kind: "text", multiple: true, optional: true } },
      outputs: { reply: { kind: "text" } },
    },
  ],
]);

const parse = (nodes: object, edges: object[]) => Graph.parse({ nodes, edges });
const edge = (id: string, from: string, to: string) => {
  const [node, port] = from.split(".");
  const [toNode, toPort] = to.split(".");
  return { id, from: { node, port }, to: { node: toNode, port: toPort } };
};

describe("a plan", () => {
  test("names nodes and edges by number and knows the kinds at both ends", () => {
    const graph = parse(
      { a: { type: "ask", version: 1 }, m: { type: "model", version: 1, config: { template: "{{ topic }}" } } },
      [edge("x", "a.text", "m.topic"), edge("y", "a.text", "m.more"), edge("z", "a.text", "m.more")],
    );
    const plan = makePlan(graph, catalogue);
    expect(plan.nodes.map(({ id, edgesIn, edgesOut }) => ({ id, edgesIn, edgesOut }))).toEqual([
      { id: "a", edgesIn: 0, edgesOut: [0, 1, 2] },
      { id: "m", edgesIn: 3, edgesOut: [] },
    ]);
    expect(plan.edges[0]).toEqual({ from: 0, fromPort: "text", fromKind: "text", to: 1, toKind: "json" });
    expect(plan.nodes[1]?.inputs).toEqual([
      { port: "more", kind: "text", isRequired: false, isMultiple: true, edges: [1, 2] },
      { port: "topic", kind: "json", isRequired: true, isMultiple: false, edges: [0] },
    ]);
  });

  test("fills in how often, how long and what after an error", () => {
    const retry = { attempts: 5, delay: 2 };
    const graph = parse(
      {
        a: { type: "model", version: 1 },
        b: { type: "model", version: 1, retry, timeout: 3, onError: { action: "port" } },
      },
      [],
    );
    const [a, b] = makePlan(graph, catalogue).nodes;
    expect(a).toMatchObject({ attempts: 3, retryDelayMs: 1000, timeoutMs: undefined, onError: { action: "fail" } });
    expect(b).toMatchObject({ attempts: 5, retryDelayMs: 2000, timeoutMs: 3000, onError: { action: "port" } });
    expect(b?.outputs).toEqual([
      { port: "reply", kind: "text" },
      { port: "error", kind: "json" },
    ]);
  });

  test("is refused for a graph that cannot run", () => {
    expect(() => makePlan(parse({ a: { type: "gone", version: 1 } }, []), catalogue)).toThrow(/Unknown node type/);
  });

  test("leaves a setting that is needed and empty to its node, also in a body: the frozen graph may be older", () => {
    const settings = { properties: { to: { title: "To", needed: { say: "Write it." } } } };
    const mail: Manifest = {
      ...base,
      type: "mail",
      title: "Mail",
      effect: "effect",
      derived: [],
      inputs: {},
      outputs: {},
    };
    const each: Manifest = { ...mail, type: "each", title: "Each", body: "body" };
    const older = new Map<string, Manifest>([
      ["mail", { ...mail, config: settings }],
      ["each", each],
    ]);
    const body = parse({ m: { type: "mail", version: 1 } }, []);
    expect(() => assertRunnable(body, older)).toThrow("Mail, To: Write it.");
    expect(makePlan(body, older).nodes).toHaveLength(1);
    const around = parse({ e: { type: "each", version: 1, config: { body: { graph: body } } } }, []);
    expect(() => assertRunnable(around, older)).toThrow("Each › Mail, To: Write it.");
    expect(makePlan(around, older, new Map([["e", makePlan(body, older)]])).nodes).toHaveLength(1);
    const toolbox = makePlan(body, older, undefined, "mail");
    expect(toolbox.nodes).toHaveLength(1);
  });
});
