import fc from "fast-check";
import { expect, test } from "vitest";
import { build, catalogue, edge, edits } from "../../tests/helpers/graph-edits.ts";
import { emptyGraph, Graph } from "../graph/graph.ts";
import { copy, paste } from "./clip/clip.ts";
import { readClip } from "./clip/read-clip.ts";
import { connect, fittingPorts, insertOnEdge, portsAt, refuseEdge } from "./edges.ts";
import { moveNodes, rename } from "./edit.ts";
import { apply, bailGesture, beginGesture, endGesture, type History, openHistory, redo, undo } from "./history.ts";
import { pruneEdges, setConfig } from "./settings.ts";

test("an input with one edge gives it up for the next; an input for many keeps both", () => {
  const graph = build("source", "source", "prompt", "merge");
  const one = connect(graph, catalogue, edge("source0", "text", "prompt2", "a"));
  const other = connect(one, catalogue, edge("source1", "text", "prompt2", "a"));
  expect(other.edges.map((edge) => edge.from.node)).toEqual(["source1"]);
  const many = connect(
    connect(graph, catalogue, edge("source0", "text", "merge3", "all")),
    catalogue,
    edge("source1", "text", "merge3", "all"),
  );
  expect(many.edges).toHaveLength(2);
});

test("a refused edge says why and changes nothing", () => {
  const graph = connect(build("source", "prompt", "merge"), catalogue, edge("prompt1", "prompt", "merge2", "all"));
  expect(refuseEdge(graph, catalogue, edge("source0", "text", "merge2", "file"))).toBe(
    "Text does not fit a File input.",
  );
  expect(refuseEdge(graph, catalogue, edge("merge2", "all", "prompt1", "a"))).toContain("cycle");
  expect(refuseEdge(graph, catalogue, edge("prompt1", "prompt", "prompt1", "a"))).toBe("A node cannot feed itself.");
  expect(connect(graph, catalogue, edge("merge2", "all", "prompt1", "a"))).toBe(graph);
});

test("renaming a template variable letter by letter keeps its edge", () => {
  let graph = connect(build("source", "prompt"), catalogue, edge("source0", "text", "prompt1", "a"));
  for (const template of ["{{ }} {{ b }}", "{{ q }} {{ b }}", "{{ qu }} {{ b }}", "{{ quest }} {{ b }}"]) {
    graph = setConfig(graph, catalogue, { nodeId: "prompt1", setting: "template", value: template });
  }
  expect(Object.keys(portsAt(graph, catalogue, "prompt1").inputs)).toEqual(["quest", "b"]);
  expect(graph.edges.map(({ to }) => to.port)).toEqual(["quest"]);
});

test("an edge whose variable is gone goes when typing is over", () => {
  const connected = connect(build("source", "prompt"), catalogue, edge("source0", "text", "prompt1", "a"));
  const typed = setConfig(connected, catalogue, { nodeId: "prompt1", setting: "template", value: "{{ b }}" });
  expect(typed.edges).toHaveLength(1);
  expect(pruneEdges(typed, catalogue, "prompt1").edges).toEqual([]);
});

test("an edge finds the best free port of a node: the same kind first", () => {
  const graph = connect(build("source", "source", "prompt"), catalogue, edge("source0", "text", "prompt2", "a"));
  expect(fittingPorts(graph, catalogue, { node: "source1", port: "text", side: "outputs" }, "prompt2")).toEqual(["b"]);
});

test("a node dropped on an edge comes between its ends", () => {
  const graph = connect(build("source", "prompt", "merge"), catalogue, edge("source0", "text", "merge2", "all"));
  let count = 0;
  const newId = () => `n${count++}`;
  const inserted = insertOnEdge(graph, catalogue, { edgeId: graph.edges[0]!.id, nodeId: "prompt1", newId });
  expect(inserted.edges.map(({ from, to }) => `${from.node}.${from.port}→${to.node}.${to.port}`)).toEqual([
    "source0.text→prompt1.a",
    "prompt1.prompt→merge2.all",
  ]);
});

test("a clip survives the clipboard as text and comes back with fresh ids and its inner edges", () => {
  const graph = connect(build("source", "prompt", "merge"), catalogue, edge("source0", "text", "prompt1", "a"));
  const text = JSON.stringify(copy(graph, { nodes: ["source0", "prompt1"], notes: [] }));
  let count = 0;
  const pasted = paste(emptyGraph, readClip(text)!, {
    newId: (prefix) => `${prefix}-${count++}`,
    at: { x: 10, y: 20 },
  });
  expect(pasted.nodes).toEqual(["source-0", "prompt-1"]);
  expect(pasted.graph.edges).toHaveLength(1);
  expect(pasted.graph.layout.positions["source-0"]).toEqual({ x: 10, y: 20 });
  expect(readClip("what is this")).toBeUndefined();
});

test("a drag is one step, a bailed drag is none, typing coalesces until a pause", () => {
  const start = openHistory(build("source"));
  let dragged = beginGesture(start, "Move");
  for (let x = 1; x < 50; x++)
    dragged = apply(dragged, moveNodes(dragged.graph, { source0: { x, y: 0 } }), { label: "", now: x });
  expect(bailGesture(dragged).graph).toBe(start.graph);
  const dropped = endGesture(dragged);
  expect(dropped.past).toHaveLength(1);
  expect(undo(dropped).graph).toBe(start.graph);
  expect(redo(undo(dropped)).graph).toBe(dropped.graph);
  let typed = start;
  for (const [now, title] of [
    [0, "a"],
    [100, "ab"],
    [200, "abc"],
    [5000, "abcd"],
  ] as const) {
    typed = apply(typed, rename(typed.graph, "source0", title), { label: "Rename", key: "title", now });
  }
  expect(typed.past).toHaveLength(2);
});

test("any sequence of edits undone gives the first graph byte for byte, and every graph on the way passes the schema", () => {
  fc.assert(
    fc.property(fc.array(edits, { maxLength: 30 }), (sequence) => {
      let count = 0;
      const newId = (prefix: string) => `${prefix}-${count++}`;
      const first = build("source", "prompt", "merge");
      const text = JSON.stringify(first);
      let history: History = openHistory(first);
      for (const edit of sequence) {
        history = apply(history, edit(history.graph, newId), { label: "", now: 0 });
        expect(Graph.safeParse(history.graph).success).toBe(true);
      }
      const last = JSON.stringify(history.graph);
      const steps = history.past.length;
      for (let index = 0; index < steps; index++) history = undo(history);
      expect(JSON.stringify(history.graph)).toBe(text);
      for (let index = 0; index < steps; index++) history = redo(history);
      expect(JSON.stringify(history.graph)).toBe(last);
    }),
    { numRuns: 200 },
  );
});
