import { describe, expect, test } from "vitest";
import { PatchbayError } from "../errors.ts";
import type { Manifest } from "../node-types/manifest.ts";
import { assertRunnable, checkGraph } from "./check.ts";
import { Graph } from "./graph.ts";

const base: Omit<Manifest, "type" | "title" | "inputs" | "outputs"> = {
  version: 1,
  summary: "",
  category: "data",
  effect: "pure",
  icon: "box",
  keywords: [],
  derived: [],
  config: {},
  defaults: {},
};
const catalogue = new Map<string, Manifest>([
  [
    "source",
    {
      ...base,
      type: "source",
      title: "Source",
      inputs: {},
      outputs: { text: { kind: "text" }, file: { kind: "file" } },
    },
  ],
  [
    "sink",
    {
      ...base,
      type: "sink",
      title: "Sink",
      inputs: { in: { kind: "text", title: "In" }, more: { kind: "text", multiple: true, optional: true } },
      outputs: { out: { kind: "text" } },
    },
  ],
]);

catalogue.set("page", {
  ...base,
  type: "page",
  title: "Page",
  inputs: {},
  outputs: { text: { kind: "text" } },
  config: {
    properties: {
      plain: { title: "Plain" },
      template: { title: "Text", expression: { language: "liquid", reads: "inputs" } },
      path: { title: "Path", expression: { language: "jsonata", reads: "inputs" } },
    },
  },
});

const sender: Manifest = {
  ...base,
  ...{ type: "send", title: "Send", inputs: {}, outputs: {} },
  config: {
    properties: {
      topic: { title: "Topic", needed: { say: "Name one." } },
      registry: {
        title: "Registry",
        needed: { say: "Write its address.", isAddress: true },
        usedWhen: { setting: "by", is: ["schema"] },
      },
    },
  },
};

function graph(nodes: Record<string, string>, edges: string[]) {
  return Graph.parse({
    nodes: Object.fromEntries(Object.entries(nodes).map(([id, type]) => [id, { type, version: 1 }])),
    edges: edges.map((edge, index) => {
      const [from = "", to = ""] = edge.split(" > ");
      const end = (text: string) => ({ node: text.split(".")[0], port: text.split(".")[1] });
      return { id: `e${index}`, from: end(from), to: end(to) };
    }),
  });
}

function codes(nodes: Record<string, string>, edges: string[]) {
  return checkGraph(graph(nodes, edges), catalogue).map((issue) => issue.code);
}

describe("checking a graph", () => {
  test("a well-connected graph has no issues", () => {
    expect(codes({ a: "source", b: "sink" }, ["a.text > b.in", "a.text > b.more", "a.text > b.more"])).toEqual([]);
  });

  test("a node of a newer release keeps the pipeline from running, unless it is disabled", () => {
    const newer = graph({ a: "source", b: "sink" }, ["a.text > b.in"]);
    const withVersion = (more: object) => ({ ...newer, nodes: { ...newer.nodes, a: { ...newer.nodes.a!, ...more } } });
    const issues = checkGraph(withVersion({ version: 2 }), catalogue);
    expect(issues).toMatchObject([
      { code: "unknown-type", nodeId: "a", message: /^Source comes from a newer version of Patchbay\./ },
    ]);
    expect(checkGraph(withVersion({ version: 2, disabled: true }), catalogue)).toEqual([]);
  });

  test("each fault has its code and points at its place", () => {
    expect(codes({}, [])).toEqual(["empty"]);
    expect(codes({ a: "gone" }, [])).toEqual(["unknown-type"]);
    expect(codes({ b: "sink" }, [])).toEqual(["missing-input"]);
    expect(codes({ a: "source", b: "sink" }, ["a.file > b.in"])).toEqual(["kind-mismatch"]);
    expect(codes({ a: "source", b: "sink" }, ["a.text > b.in", "a.text > b.in"])).toEqual(["too-many-edges"]);
    expect(codes({ a: "source", b: "sink" }, ["a.text > b.in", "a.gone > b.more"])).toEqual(["unknown-port"]);
    expect(codes({ a: "source" }, ["a.text > z.in"])).toEqual(["unknown-port"]);
    expect(codes({ b: "sink", c: "sink" }, ["b.out > c.in", "c.out > b.in"])).toEqual(["cycle"]);
  });

  test("a graph that cannot run is refused with every problem listed by path", () => {
    const bad = graph({ a: "source", b: "sink", c: "sink" }, ["a.file > b.in"]);
    try {
      assertRunnable(bad, catalogue);
      expect.unreachable();
    } catch (error) {
      expect(error).toBeInstanceOf(PatchbayError);
      expect(error).toMatchObject({ code: "invalid_graph", issues: [{ path: "edges.e0" }, { path: "nodes.c" }] });
    }
  });

  test("a template with a filter that does not exist, with the one that was probably meant", () => {
    const page = (config: object, more: object = {}) =>
      checkGraph(Graph.parse({ nodes: { a: { type: "page", version: 1, config, ...more } } }), catalogue);
    expect(page({ template: "{{ total | rond }}", plain: "{{ a | rond }}", path: "a | rond" })).toEqual([
      {
        level: "error",
        code: "bad-setting",
        message: "Page, Text: There is no filter “rond”. Did you mean “round”?",
        nodeId: "a",
        setting: "template",
      },
    ]);
    expect(page({ template: "{{ total | round }}" })).toEqual([]);
    expect(page({ template: "{{ total | rond }}" }, { disabled: true })).toEqual([]);
  });

  test("a setting that is needed and empty, or no address, where it counts; of a trigger it is a warning", () => {
    const catalogueOf = (more: Partial<Manifest>) => new Map([["send", { ...sender, ...more }]]);
    const issues = (config: object, more: Partial<Manifest> = {}, node: object = {}) =>
      checkGraph(Graph.parse({ nodes: { a: { type: "send", version: 1, config, ...node } } }), catalogueOf(more));
    const empty = {
      level: "error",
      code: "bad-setting",
      message: "Send, Topic: Name one.",
      nodeId: "a",
      setting: "topic",
    };
    expect(issues({})).toEqual([empty]);
    expect(issues({ topic: "  " })).toEqual([empty]);
    expect(issues({}, { role: "run-trigger" })).toEqual([{ ...empty, level: "warning" }]);
    expect(issues({}, {}, { disabled: true })).toEqual([]);
    expect(issues({ topic: "t" })).toEqual([]);
    const registry = { ...empty, message: "Send, Registry: Write its address.", setting: "registry" };
    for (const address of ["", "registry", "ftp://registry.example.com"])
      expect(issues({ topic: "t", by: "schema", registry: address }), address).toEqual([registry]);
    expect(issues({ topic: "t", by: "schema", registry: "https://registry.example.com" })).toEqual([]);
  });
});
