import { expect, test } from "vitest";
import { build, catalogue, edge } from "../../../tests/helpers/graph-edits.ts";
import { bestPorts, connect } from "../edges.ts";
import { moveNodes } from "../edit.ts";
import { apply, jump, openHistory } from "../history.ts";
import { pin, unpin, withoutPins } from "../pins.ts";
import { reach } from "../reach.ts";
import { replaceType } from "../replace-type.ts";
import { align, distribute } from "./arrange.ts";

const ids = ["source0", "prompt1", "merge2"];
const sizes: Record<string, number> = { source0: 100, prompt1: 200, merge2: 60 };
const sizeOf = (id: string) => ({ width: 100, height: sizes[id] ?? 100 });
const scattered = moveNodes(build("source", "prompt", "merge"), {
  source0: { x: 0, y: 0 },
  prompt1: { x: 50, y: 130 },
  merge2: { x: 400, y: 500 },
});

test("nodes are put on one line by their edges or middles", () => {
  const at = (graph: typeof scattered, axis: "x" | "y") => ids.map((id) => graph.layout.positions[id]?.[axis]);
  expect(at(align(scattered, ids, { line: "left", sizeOf }), "x")).toEqual([0, 0, 0]);
  expect(at(align(scattered, ids, { line: "right", sizeOf }), "x")).toEqual([400, 400, 400]);
  expect(at(align(scattered, ids, { line: "middle", sizeOf }), "y")).toEqual([230, 180, 250]);
  expect(align(scattered, ["source0"], { line: "left", sizeOf })).toBe(scattered);
});

test("distributing leaves the outer two and makes the gaps equal", () => {
  const spread = distribute(scattered, ids, { axis: "y", sizeOf });
  expect(ids.map((id) => spread.layout.positions[id]?.y)).toEqual([0, 200, 500]);
});

const connected = connect(
  connect(build("source", "prompt", "merge"), catalogue, edge("source0", "text", "prompt1", "a")),
  catalogue,
  edge("prompt1", "prompt", "merge2", "all"),
);

test("everything up or down the edges is reached", () => {
  expect(reach(connected, ["prompt1"], "up")).toEqual(new Set(["prompt1", "source0"]));
  expect(reach(connected, ["prompt1"], "down")).toEqual(new Set(["prompt1", "merge2"]));
});

test("another type in a node's place keeps the edges that fit and drops the others", () => {
  const replaced = replaceType(connected, catalogue, "prompt1", catalogue.get("merge")!);
  expect(replaced.nodes.prompt1).toMatchObject({ type: "merge" });
  expect(replaced.edges.map(({ from, to }) => [from.port, to.port])).toEqual([
    ["text", "all"],
    ["all", "all"],
  ]);
  expect(replaceType(connected, catalogue, "prompt1", catalogue.get("source")!).edges.map(({ to }) => to.node)).toEqual(
    ["merge2"],
  );
});

test("pins come off for whatever is no manual run of the draft", () => {
  const pinned = pin(connected, "prompt1", { prompt: "Hi" });
  expect(pinned.nodes.prompt1?.pinned).toEqual({ prompt: "Hi" });
  expect(withoutPins(pinned)).toEqual(connected);
  expect(withoutPins(connected)).toBe(connected);
  expect(unpin(pinned, ["prompt1"])).toEqual(connected);
});

test("ports that fit equally well are told together, so that a person can choose", () => {
  const graph = build("source", "prompt");
  expect(bestPorts(graph, catalogue, { node: "source0", port: "text", side: "outputs" }, "prompt1")).toEqual([
    "a",
    "b",
  ]);
});

test("the history can be entered at any of its steps", () => {
  let history = openHistory(scattered);
  for (const x of [1, 2, 3]) {
    history = apply(history, moveNodes(history.graph, { source0: { x, y: 0 } }), { label: `to ${x}`, now: 0 });
  }
  const first = jump(history, 1);
  expect(first.graph.layout.positions.source0?.x).toBe(1);
  expect([first.past.length, first.future.length]).toEqual([1, 2]);
  expect(jump(first, 3).graph).toBe(history.graph);
  expect(jump(history, 0).graph).toBe(scattered);
});
