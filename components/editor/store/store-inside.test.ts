import { expect, test } from "vitest";
import { makeBody } from "../../../lib/edit/bodies.ts";
import { moveNodes, removeNodes } from "../../../lib/edit/edit.ts";
import type { Graph } from "../../../lib/graph/graph.ts";
import { makeCatalogue } from "../../../nodes/catalogue.ts";
import { nodeTypes } from "../../../nodes/index.ts";
import { graphOf as graphWith } from "../../../tests/engine/fixtures.ts";
import { leaveBody, toggleBody } from "../actions/open-body.ts";
import { progressOnCanvas, statusOf } from "../run/run-step.ts";
import { markOf } from "./canvas-view-slice.ts";
import { canEdit, drawnGraphOf, graphOf, isInPlace } from "./document-slice.ts";
import { drawDiffInside } from "./draw-diff.ts";
import { createEditor } from "./store.ts";
import { enter, storeInside } from "./store-inside.ts";
import { storeWithBody } from "./store-with-body.ts";

const catalogue = makeCatalogue(nodeTypes);
const manifests = [...catalogue.values()];
const graph = makeBody(graphWith({ each: ["map"], in: ["input", { fields: [] }] }, []), catalogue, { nodeId: "each" });
const pipelineOf = (open: Graph) => ({ pipelineId: "p", name: "A pipeline", graph: open, revision: 1, manifests });
const pipeline = pipelineOf(graph);

function opened(isReadOnly = false) {
  const store = createEditor({ ...pipeline, isReadOnly });
  toggleBody(store, "each");
  return { store, inside: storeInside(store, ["each"]) };
}

test("inside an open body the graph, the selection and edits are its own; the canvas stays where it is", () => {
  const { store, inside } = opened();
  store.getState().select({ nodes: new Set(["in"]) });
  expect(inside.getState().selection.nodes.size).toBe(0);
  enter(inside);
  inside.getState().select({ nodes: new Set(["in"]) });
  expect(isInPlace(store.getState())).toBe(true);
  expect(Object.keys(drawnGraphOf(store.getState()).nodes)).toEqual(["each", "in"]);
  expect(Object.keys(graphOf(store.getState()).nodes)).toEqual(["in", "out"]);
  inside.getState().edit("Move", (body) => moveNodes(body, { out: { x: 1200, y: 90 } }));
  expect(graphOf(inside.getState()).layout.positions.out).toEqual({ x: 1200, y: 90 });
  expect(drawnGraphOf(store.getState()).layout.frames?.each?.width).toBeGreaterThan(1200);
  store.getState().undo();
  expect(graphOf(inside.getState()).layout.positions.out).toEqual({ x: 640, y: 0 });
  // Before it was opened there was no body to work in.
  store.getState().undo();
  expect(isInPlace(store.getState())).toBe(false);
});

test("a pipeline that a node runs is looked at as if it were its body, with the run, and cannot be edited there", () => {
  const pipeline = { id: "other", version: null, name: "Other", inputs: [], outputs: [] };
  const named = { ...graph, nodes: { ...graph.nodes, each: { type: "map", version: 1, config: { pipeline } } } };
  const store = createEditor(pipelineOf(named));
  const body = graphWith({ in: ["input", { fields: [] }], say: ["template", { template: "x" }] }, []);
  const inside = storeInside(storeWithBody(store, { scope: ["each"], body }), ["each"]);
  const heard: string[][] = [];
  inside.subscribe((state) => heard.push(Object.keys(drawnGraphOf(state).nodes)));
  store.getState().edit("Move", (open) => moveNodes(open, { each: { x: 40, y: 0 } }));
  expect(heard.at(-1)).toEqual(["in", "say"]);
  expect(canEdit(inside.getState())).toBe(false);
  inside.getState().edit("Move", (open) => open);
  expect(store.getState().history.graph.nodes.each?.config).toEqual({ pipeline });
});

test("leaving selects the node around; both steps of opening and closing can be undone", () => {
  const { store, inside } = opened();
  enter(inside);
  leaveBody(store);
  expect([...store.getState().selection.nodes]).toEqual(["each"]);
  toggleBody(store, "each");
  expect(store.getState().history.graph).toEqual(createEditor(pipeline).getState().history.graph);
  store.getState().undo();
  store.getState().undo();
  expect(store.getState().history.past).toEqual([]);
});

test("where a person may only look, opening is theirs alone and leaves no step", () => {
  const { store } = opened(true);
  expect(drawnGraphOf(store.getState()).layout.frames).toHaveProperty("each");
  expect(store.getState().history.past).toEqual([]);
});

test("problems of a body are those of its cards, and the run on them is the one that was read for it", () => {
  const { store, inside } = opened();
  const issue = { level: "error", code: "bad-setting", message: "No." } as const;
  store.getState().set({ drawnIssues: [{ ...issue, nodeId: "each", inside: ["out"] }] });
  expect(inside.getState().drawnIssues).toEqual([{ ...issue, nodeId: "out", inside: [] }]);
  const progress = new Map([["out", { nodeId: "out", done: 1, failed: 1, working: 0, total: 3 }]]);
  expect(progressOnCanvas(inside.getState(), "out")).toBeUndefined();
  store.getState().setRun({ insides: { each: { steps: [], progress, items: undefined, texts: {} } } });
  expect(progressOnCanvas(inside.getState(), "out")).toMatchObject({ failed: 1 });
  expect(statusOf(inside.getState(), "out")).toBeUndefined();
});

test("a comparison goes into bodies: what one side has lost there is drawn, and marked", () => {
  const { store, inside } = opened();
  const before = store.getState().history.graph;
  enter(inside);
  inside.getState().edit("Delete", (body) => removeNodes(body, ["out"]));
  const after = store.getState().history.graph;
  const { graph: drawn, diff, marks } = drawDiffInside(before, after, catalogue);
  const sides = { before: { label: "1", graph: before }, after: { label: "2", graph: after } };
  store.getState().setFrozen(drawn);
  store.getState().setCanvasView({ canvasView: { kind: "compare", ...sides, diff, marks } });
  expect(Object.keys(graphOf(inside.getState()).nodes)).toContain("out");
  expect(markOf(inside.getState(), "nodes", "out")).toBe("removed");
  expect(markOf(store.getState(), "nodes", "each")).toBe("changed");
});
