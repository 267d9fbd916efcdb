import { expect, test } from "vitest";
import { makeBody } from "../../../lib/edit/bodies.ts";
import { addNode, patchNode, removeNodes } from "../../../lib/edit/edit.ts";
import { Graph, nodeAt } from "../../../lib/graph/graph.ts";
import { makeCatalogue } from "../../../nodes/catalogue.ts";
import { nodeTypes } from "../../../nodes/index.ts";
import { leaveBody, openBody } from "../actions/open-body.ts";
import { graphOf, scopeOf } from "./document-slice.ts";
import { createEditor } from "./store.ts";

function openEditor() {
  const manifests = [...makeCatalogue(nodeTypes).values()];
  const graph = Graph.parse({ nodes: { each: { type: "map", version: 1, config: {} } } });
  const store = createEditor({ pipelineId: "p", name: "P", graph, revision: 0, manifests });
  const { catalogue } = store.getState();
  store.getState().edit("Create body", (now) => makeBody(now, catalogue, { nodeId: "each" }));
  return store;
}

const freshInput = { type: "input", version: 1, config: {} };
globalThis.requestAnimationFrame ??= () => 0;

test("what is edited while a body is open changes the body, in the one history of the pipeline", () => {
  const store = openEditor();
  openBody(store, "each");
  expect(Object.keys(graphOf(store.getState()).nodes)).toEqual(["in", "out"]);
  store.getState().edit("Delete", (graph) => removeNodes(graph, ["out"]));
  expect(Object.keys(graphOf(store.getState()).nodes)).toEqual(["in"]);
  expect(Object.keys(store.getState().history.graph.nodes)).toEqual(["each"]);
  store.getState().undo();
  expect(Object.keys(graphOf(store.getState()).nodes)).toEqual(["in", "out"]);
  leaveBody(store);
  expect(scopeOf(store.getState())).toEqual([]);
  expect([...store.getState().selection.nodes]).toEqual(["each"]);
});

test("what is typed in a body is one step, with what it takes along; the same node elsewhere is another one", () => {
  const store = openEditor();
  const type = (title: string, key: string | undefined) =>
    store.getState().edit("Change Input", (graph) => patchNode(graph, "in", { title }), key);
  const steps = () => store.getState().history.past.length;
  openBody(store, "each");
  const before = steps();
  type("A", "in:title");
  type("Ab", "in:title");
  type("Abc", store.getState().history.last?.key);
  expect(steps()).toBe(before + 1);
  leaveBody(store);
  type("Abc", "in:title");
  store.getState().edit("Add", (graph) => addNode(graph, { id: "in", node: freshInput, position: { x: 0, y: 0 } }));
  type("B", "in:title");
  expect(steps()).toBe(before + 3);
});

test("an undo that takes the body away leads out of it", () => {
  const store = openEditor();
  openBody(store, "each");
  store.getState().undo();
  expect(store.getState().scope).toEqual([]);
  expect(nodeAt(graphOf(store.getState()), "each")?.config).toEqual({});
});

test("a node without a body of its own is not opened", () => {
  const store = openEditor();
  store.getState().undo();
  openBody(store, "each");
  expect(store.getState().scope).toEqual([]);
});
