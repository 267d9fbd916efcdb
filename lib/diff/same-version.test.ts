import { expect, test } from "vitest";
import { setOpen } from "../../components/editor/layout/frames.ts";
import { makeCatalogue } from "../../nodes/catalogue.ts";
import { nodeTypes } from "../../nodes/index.ts";
import { graphOf } from "../../tests/engine/fixtures.ts";
import { editAt } from "../edit/bodies.ts";
import { moveNodes, patchNode } from "../edit/edit.ts";
import { pin } from "../edit/pins.ts";
import { setConfig } from "../edit/settings.ts";
import { Graph } from "../graph/graph.ts";
import { interfaceOf } from "../graph/pipeline-ref.ts";
import { isSameVersion } from "./same-version.ts";

const catalogue = makeCatalogue(nodeTypes);
const item = { name: "item", kind: "text" } as const;
const body = graphOf(
  { in: ["input", { fields: [item] }], up: ["transform", { expression: "$uppercase($)" }], out: ["output", {}] },
  ["in.item > up.value"],
);
const drawn = graphOf(
  {
    in: ["input", { fields: [{ name: "words", kind: "json" }] }],
    each: ["map", { pipeline: { graph: body, ...interfaceOf(body, catalogue), version: null, name: "" } }],
    out: ["output", {}],
  },
  ["in.words > each.items"],
);
const version = Graph.parse({
  ...drawn,
  layout: {
    positions: { in: { x: 0, y: 0 }, each: { x: 300, y: 0 }, out: { x: 600, y: 0 } },
    notes: { n: { x: 700, y: 0, text: "Why" } },
    groups: { g: { title: "All", nodes: ["in"] } },
  },
});
const inside = (edit: (graph: Graph) => Graph) => editAt(version, { catalogue, scope: ["each"] }, edit);

test("a body drawn open, a move, a pin and a collapsed group are no difference, also inside a body", () => {
  const open = setOpen(version, catalogue, { nodeId: "each", isOpen: true });
  expect(open.layout.frames).toHaveProperty("each");
  expect(open.layout.positions.out).not.toEqual(version.layout.positions.out);
  const collapsed = { ...version.layout.groups.g, title: "All", nodes: ["in"], collapsed: true };
  const same = [
    open,
    structuredClone(version),
    moveNodes(version, { in: { x: 5, y: 5 } }),
    pin(version, "each", { results: [] }),
    { ...version, layout: { ...version.layout, groups: { g: collapsed } } },
    inside((graph) => moveNodes(graph, { up: { x: 5, y: 5 } })),
    inside((graph) => pin(graph, "up", { result: "A" })),
  ];
  for (const graph of same) {
    expect(graph).not.toBe(version);
    expect([isSameVersion(version, graph), isSameVersion(graph, version)]).toEqual([true, true]);
  }
});

test("a setting, a title, an edge, a note and a group are, also inside a body", () => {
  const { layout } = version;
  const note = { x: 700, y: 0, width: 320, height: 160, text: "Because" };
  const rest = { ...version.nodes };
  delete rest.out;
  const others: Graph[] = [
    setConfig(version, catalogue, { nodeId: "in", setting: "fields", value: [] }),
    patchNode(version, "in", { title: "Words" }),
    patchNode(version, "each", { disabled: true }),
    { ...version, nodes: rest },
    { ...version, edges: [] },
    { ...version, layout: { ...layout, notes: { n: note } } },
    { ...version, layout: { ...layout, notes: {} } },
    { ...version, layout: { ...layout, groups: { g: { title: "All", nodes: ["in", "out"] } } } },
    inside((graph) => setConfig(graph, catalogue, { nodeId: "up", setting: "expression", value: "$" })),
    inside((graph) => ({ ...graph, edges: [] })),
  ];
  for (const graph of others)
    expect([isSameVersion(version, graph), isSameVersion(graph, version)]).toEqual([false, false]);
});

test("what freezing adds does not make two graphs differ; another pipeline or version does", () => {
  const of = (pipeline: object) => graphOf({ n: ["sub-pipeline", { pipeline }] }, []);
  const ref = { id: "p", version: null, name: "P", ...interfaceOf(body, catalogue) };
  expect(isSameVersion(of({ ...ref, snapshotId: "s", name: "Q" }), of(ref))).toBe(true);
  expect(isSameVersion(of({ ...ref, version: 2 }), of(ref))).toBe(false);
  expect(isSameVersion(of({ ...ref, id: "q" }), of(ref))).toBe(false);
});
