import type { Graph } from "../../../lib/graph/graph.ts";

/** Greets: one field in, a template, one field out. It finishes in milliseconds. */
export const greeting: Graph = {
  schema: 1,
  nodes: {
    ask: {
      type: "input",
      version: 1,
      title: "Who",
      config: { fields: [{ name: "name", kind: "text", title: "Name", default: "Ada" }] },
    },
    greet: { type: "template", version: 1, title: "Greet", config: { template: "Hello **{{ name }}**!" } },
    done: {
      type: "output",
      version: 1,
      title: "Done",
      config: { fields: [{ name: "words", kind: "text", title: "Words" }] },
    },
  },
  edges: [
    { id: "a", from: { node: "ask", port: "name" }, to: { node: "greet", port: "name" } },
    { id: "b", from: { node: "greet", port: "text" }, to: { node: "done", port: "words" } },
  ],
  layout: {
    positions: { ask: { x: 0, y: 0 }, greet: { x: 340, y: 40 }, done: { x: 680, y: 0 } },
    groups: {},
    notes: {},
  },
};

/** Reads a field as a number, which fails for "many". */
export const counting: Graph = {
  schema: 1,
  nodes: {
    ask: { type: "input", version: 1, title: "How many", config: { fields: [{ name: "count", kind: "text" }] } },
    count: {
      type: "transform",
      version: 1,
      title: "Count",
      config: { expression: '$string($) = "many" ? $error("Many is not a number.") : $number($)' },
    },
    done: { type: "output", version: 1, title: "Done", config: { fields: [{ name: "count", kind: "json" }] } },
  },
  edges: [
    { id: "a", from: { node: "ask", port: "count" }, to: { node: "count", port: "value" } },
    { id: "b", from: { node: "count", port: "result" }, to: { node: "done", port: "count" } },
  ],
  layout: {
    positions: { ask: { x: 0, y: 0 }, count: { x: 340, y: 0 }, done: { x: 680, y: 0 } },
    groups: {},
    notes: {},
  },
};

/** Waits for an hour without holding a worker. Cancel its runs. */
export const waitAnHour: Graph = {
  schema: 1,
  nodes: {
    ask: {
      type: "input",
      version: 1,
      title: "Ask",
      config: { fields: [{ name: "word", kind: "text", default: "ready" }] },
    },
    pause: { type: "delay", version: 1, title: "Pause", config: { seconds: 3600 } },
    done: { type: "output", version: 1, title: "Done", config: { fields: [{ name: "word", kind: "text" }] } },
  },
  edges: [
    { id: "e1", from: { node: "ask", port: "word" }, to: { node: "pause", port: "value" } },
    { id: "e2", from: { node: "pause", port: "value" }, to: { node: "done", port: "word" } },
  ],
  layout: {
    positions: { ask: { x: 0, y: 0 }, pause: { x: 340, y: 0 }, done: { x: 680, y: 0 } },
    groups: {},
    notes: {},
  },
};

export const patientSteps = 60;

/** Many steps of two seconds: each computes without end, is stopped by its limit and passes null on. Cancel its runs. */
export function patient(): Graph {
  const names = Array.from({ length: patientSteps }, (_, index) => `wait${index + 1}`);
  const config = { expression: "($turn := function($n) { $turn($n + 1) }; $turn(0))" };
  const onError = { action: "default", outputs: { result: null } } as const;
  const waits = names.map((name, index) => [
    name,
    { type: "transform", version: 1, title: `Wait ${index + 1}`, config, onError },
  ]);
  return {
    schema: 1,
    nodes: {
      ask: {
        type: "input",
        version: 1,
        title: "Word",
        config: { fields: [{ name: "word", kind: "text", default: "x" }] },
      },
      ...Object.fromEntries(waits),
      done: { type: "output", version: 1, title: "Done", config: { fields: [{ name: "end", kind: "json" }] } },
    },
    edges: [
      { id: "first", from: { node: "ask", port: "word" }, to: { node: "wait1", port: "value" } },
      ...names.slice(1).map((name, index) => ({
        id: name,
        from: { node: `wait${index + 1}`, port: "result" },
        to: { node: name, port: "value" },
      })),
      { id: "last", from: { node: `wait${patientSteps}`, port: "result" }, to: { node: "done", port: "end" } },
    ],
    layout: { positions: {}, groups: {}, notes: {} },
  };
}

type Api = (path: string, init?: RequestInit) => Promise<Response>;

export async function makePipeline(api: Api, name: string, graph: Graph): Promise<string> {
  const answer = await api("/pipelines", { method: "POST", body: JSON.stringify({ name, graph }) });
  const { id } = await answer.json();
  return id;
}

/** Starts a run and waits for its end, unless `wait` is 0. Returns its id. */
export async function runPipeline(api: Api, id: string, inputs: Record<string, string>, wait = 60): Promise<string> {
  const query = wait === 0 ? "" : `?wait=${wait}`;
  const answer = await api(`/pipelines/${id}/runs${query}`, { method: "POST", body: JSON.stringify({ inputs }) });
  return (await answer.json()).id;
}

/** Has a pipeline put these values into the store “visits”. */
export async function keep(api: Api, entries: Record<string, unknown>): Promise<void> {
  const graph = {
    nodes: {
      in: {
        type: "input",
        version: 1,
        config: {
          fields: [
            { name: "key", kind: "text" },
            { name: "value", kind: "any" },
          ],
        },
      },
      keep: { type: "state", version: 1, config: { store: "visits", operation: "set" } },
      out: { type: "output", version: 1, config: { fields: [{ name: "version", kind: "number" }] } },
    },
    edges: [
      { id: "a", from: { node: "in", port: "key" }, to: { node: "keep", port: "key" } },
      { id: "b", from: { node: "in", port: "value" }, to: { node: "keep", port: "value" } },
      { id: "c", from: { node: "keep", port: "version" }, to: { node: "out", port: "version" } },
    ],
  };
  const post = (path: string, body: unknown) => api(path, { method: "POST", body: JSON.stringify(body) });
  const { id } = await (await post("/pipelines", { name: "Keep visits", graph })).json();
  for (const [key, value] of Object.entries(entries)) {
    const run = await (await post(`/pipelines/${id}/runs?wait=60`, { inputs: { key, value } })).json();
    if (run.status !== "succeeded") throw new Error(`the run that keeps ${key} ended as ${run.status}`);
  }
}
